"""What two scanners that nobody here wrote say of the endpoint: sslyze (Mozilla's profile) and testssl.sh."""

import json
import subprocess

import pytest
from sslyze import (
    CertificateInfoExtraArgument, ScanCommandsExtraArguments, Scanner, ServerNetworkConfiguration,
    ServerNetworkLocation, ServerScanRequest)
from sslyze.mozilla_tls_profile.tls_config_checker import (
    MozillaTlsConfiguration, TlsConfigurationEnum, check_server_against_tls_configuration)

from harness.process import program

# What testssl.sh says of the test's own certificate and of 127.0.0.1, and one opinion that Mozilla does not share.
ALLOWED = {
    "cert_chain_of_trust": "the authority is private",
    "cert_revocation": "a private authority of ninety-day leaves has neither CRL nor OCSP",
    "DNS_CAArecord": "127.0.0.1 has no DNS zone",
    "cipher_order": "Mozilla's profile leaves the choice among its ciphers to the client, who knows its hardware",
}


@pytest.fixture(scope="module")
def gateway(shared):
    return shared.gateway(shared.backend().url)


@pytest.mark.timeout(240)
@pytest.mark.filterwarnings("ignore:Parsed a serial number:UserWarning")
def test_sslyze_finds_mozillas_intermediate_profile(gateway, authority):
    scanner = Scanner()
    scanner.queue_scans([ServerScanRequest(
        ServerNetworkLocation("localhost", gateway.secure, ip_address="127.0.0.1"),
        network_configuration=ServerNetworkConfiguration(tls_server_name_indication="localhost"),
        # The test's own authority, so that trust is checked and not set aside.
        scan_commands_extra_arguments=ScanCommandsExtraArguments(
            certificate_info=CertificateInfoExtraArgument(custom_ca_file=authority.file)))])
    [result] = scanner.get_results()
    assert result.scan_result is not None, result.connectivity_error_trace
    profile = MozillaTlsConfiguration.get(TlsConfigurationEnum.MOZILLA_INTERMEDIATE)
    assert profile.tls_versions == {"TLSv1.2", "TLSv1.3"}
    # Raises with every difference.
    check_server_against_tls_configuration(result, profile)


@pytest.mark.timeout(600)
def test_testssl_finds_no_weakness(gateway, tmp_path):
    report = tmp_path / "report.json"
    subprocess.run(
        [program("testssl"), "--quiet", "--warnings", "off", "--color", "0", "--jsonfile", report, "--severity", "LOW",
         "--connect-timeout", "5", "--openssl-timeout", "10", "--ip", "127.0.0.1", f"https://localhost:{gateway.secure}"],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=580)
    findings = json.loads(report.read_text())
    # A scan that could not be made must not look like a clean one.
    assert not [each for each in findings if each["severity"] in ("WARN", "FATAL")], findings
    assert "cert_chain_of_trust" in [each["id"] for each in findings], "the scan did not get to the certificate"
    weak = [each for each in findings if each["severity"] in ("LOW", "MEDIUM", "HIGH", "CRITICAL")]
    assert not [each for each in weak if each["id"] not in ALLOWED], weak
    assert gateway.is_running

"""A private certificate authority and its leaves."""

import datetime
import ipaddress
import pathlib
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def _name(common_name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class Authority:
    """An ECDSA P-256 authority whose files are in `folder`."""

    def __init__(self, folder, name="Test authority"):
        self.folder = pathlib.Path(folder)
        self.name = _name(name)
        self.key = ec.generate_private_key(ec.SECP256R1())
        identifier = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        certificate = (
            self._builder(self.name, self.key.public_key(), days=365)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(self._usage(signs_certificates=True), critical=True)
            .add_extension(identifier, critical=False)
            .sign(self.key, hashes.SHA256()))
        self.file = self.folder / f"{name.replace(' ', '-').lower()}.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name, *names, client=False):
        """A leaf of ninety days for these names or addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        purpose = ExtendedKeyUsageOID.CLIENT_AUTH if client else ExtendedKeyUsageOID.SERVER_AUTH
        builder = (
            self._builder(_name(name), key.public_key(), days=90)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(self._usage(), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .add_extension(x509.SubjectAlternativeName([_alternative(each) for each in (name, *names)]), critical=False))
        return Certificate(self, self.folder, name, key, builder.sign(self.key, hashes.SHA256()))

    def _builder(self, subject, public_key, days):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=days)))

    @staticmethod
    def _usage(signs_certificates=False):
        return x509.KeyUsage(
            digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
            content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
            encipher_only=False, decipher_only=False)


class Certificate:
    _count = 0

    def __init__(self, authority, folder, name, key, certificate):
        Certificate._count += 1
        stem = f"{name.replace('*', 'any')}-{Certificate._count}"
        self.authority = authority
        self.serial = certificate.serial_number
        self.leaf, self.key = folder / f"{stem}.pem", folder / f"{stem}-key.pem"
        self.leaf.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))

    @property
    def files(self):
        """As rampart.yaml wants it."""
        return {"certificate": str(self.leaf), "key": str(self.key)}

    def client_context(self):
        """Trusts the authority that issued this certificate, and nothing else."""
        return ssl.create_default_context(cafile=str(self.authority.file))


def _alternative(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)

"""The schema that editors use and the program that serves refuse the same files."""

import json
import subprocess

import jsonschema
import pytest
import yaml

MINIMAL = """\
version: 1
listen:
  - address: 127.0.0.1:8080
upstreams:
  app: { servers: ["http://127.0.0.1:3000"] }
routes:
  - { path: /**, upstream: app }
"""

WRONG = {
    "unknown key": {"orgins": []},
    "unknown key below": {"limits": {"requestBodies": "1KiB"}},
    "wrong type": {"threads": "two"},
    "out of range": {"threads": 0},
    "number without a unit": {"limits": {"requestBody": 10}},
    "duration without a unit": {"limits": {"headerTimeout": 10}},
    "not one of the choices": {"log": {"level": "loud"}},
    "empty list": {"listen": []},
    "missing key": {"listen": [{}]},
    "wrong shape": {"routes": {"path": "/**"}},
    "version": {"version": 3},
    "log that is neither a word nor a path": {"log": {"access": "logfile"}},
    "redirect to nothing": {"listen": [{"address": "127.0.0.1:8080", "redirect": {"port": 443}}]},
    "redirect to a port that cannot be": {"listen": [{"address": "127.0.0.1:8080", "redirect": {"to": "https", "port": 0}}]},
    "header that is none": {"headers": {"xFrameOption": "DENY"}},
    "header's option that is none": {"headers": {"strictTransportSecurity": {"maxage": 1}}},
}


@pytest.fixture
def validate(rampart, tmp_path):
    """What `validate` says on standard error of a file that it must refuse."""
    def validate(text):
        file = tmp_path / "wrong.yaml"
        file.write_text(text)
        done = subprocess.run([rampart, "validate", "-c", file], capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stdout) == (2, ""), done
        return done.stderr

    return validate


@pytest.fixture(scope="module")
def schema(rampart):
    printed = subprocess.run([rampart, "validate", "--schema"], capture_output=True, check=True, timeout=30).stdout
    return jsonschema.Draft202012Validator(json.loads(printed))


def test_the_file_that_the_wrong_ones_are_made_from_is_right(schema):
    schema.validate(yaml.safe_load(MINIMAL))


@pytest.mark.parametrize("name", WRONG)
def test_the_schema_refuses_what_rampart_refuses(validate, schema, name):
    document = yaml.safe_load(MINIMAL) | WRONG[name]
    assert validate(yaml.safe_dump(document))
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(document)


def test_a_secret_in_the_file_is_refused_and_not_repeated(validate, authority):
    certificate = authority.issue("localhost")
    key = certificate.key.read_text()
    literal = "\n".join("        " + line for line in key.splitlines())
    said = validate(MINIMAL.replace(
        "8080\n", f"8080\n    tls:\n      certificate: {certificate.leaf}\n      key: |\n{literal}\n"))
    assert said and key.splitlines()[1] not in said

"""docs/pytest.md, line by line: what is mocked when."""

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]

HEAD = """
import unittest
import boto3, pytest
from moto.core.models import MockAWS
from mock_voiceid import mock_voiceid

def s3():
    return boto3.client("s3", region_name="us-east-1")

def buckets():
    return [bucket["Name"] for bucket in s3().list_buckets()["Buckets"]]

def depth():
    return MockAWS._nested_count

@pytest.fixture(autouse=True, scope="module")
def _nothing_is_mocked_around():
    assert depth() == 0
    yield
    assert depth() == 0
"""


def check(run_pytest: Run, code: str, passed: int) -> None:
    run_pytest(HEAD + code).assert_outcomes(passed=passed)


def test_marked_test_is_mocked_before_its_set_up_and_after_wider_fixtures(run_pytest: Run) -> None:
    check(
        run_pytest,
        """
@pytest.fixture(scope="module")
def of_module():
    return depth()

@pytest.fixture(autouse=True)
def of_function():
    found = depth()
    yield found
    assert depth() == found

class TestMarked:
    def setup_method(self):
        self.found = depth()

    def teardown_method(self):
        assert depth() == self.found

    @pytest.mark.voiceid
    @pytest.mark.parametrize("fixture", [(), ("voiceid",), ("voiceid_client", "voiceid_clock")])
    def test_marked(self, request, fixture, of_function, of_module):
        for name in fixture:
            request.getfixturevalue(name)
        assert (of_module, of_function, self.found) == (0, 1, 1)

    @pytest.mark.voiceid
    def test_marked_with_fixture(self, voiceid, of_function):
        assert (of_function, self.found) == (1, 1)
        assert mock_voiceid.current() is voiceid

    def test_not_marked(self, of_function):
        assert (of_function, self.found) == (0, 0)

@pytest.mark.parametrize("value", [pytest.param(1, marks=pytest.mark.voiceid), 2])
def test_marked_parameter(value, of_function):
    assert of_function == (value == 1)
""",
        passed=7,
    )


def test_tests_of_a_marked_class_stay_apart(run_pytest: Run) -> None:
    check(
        run_pytest,
        """
@pytest.mark.voiceid
class TestMarked:
    @pytest.mark.parametrize("number", [1, 2])
    def test_apart(self, number):
        assert buckets() == []
        s3().create_bucket(Bucket="recordings")
""",
        passed=2,
    )


SET_UPS = """
{mark}
class TestSetupClass:
    @classmethod
    def setup_class(cls):
        {call}

    @classmethod
    def teardown_class(cls):
        assert depth() == 1

    @pytest.mark.parametrize("number", [1, 2])
    def test_state(self, number, voiceid):
        assert buckets() == {state}
        s3().create_bucket(Bucket="of-the-test")
        s3().delete_bucket(Bucket="of-the-test")
        assert mock_voiceid.current() is voiceid

{mark}
class TestSetUpClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        {call}

    @classmethod
    def tearDownClass(cls):
        assert depth() == 1

    def test_one(self):
        assert buckets() == {state}

    test_two = test_one

@pytest.fixture(scope="class")
def bucket():
    {call}
    yield
    assert depth() == 1

{mark}
@pytest.mark.usefixtures("bucket")
class TestFixture:
    def test_one(self):
        assert buckets() == {state}

    test_two = test_one

    class TestNested:
        def test_three(self):
            assert buckets() == {state}
"""
MARKS = pytest.mark.parametrize("mark", ["@pytest.mark.voiceid", "@mock_voiceid"])


@MARKS
def test_state_of_a_class_wide_set_up_is_shared_by_its_tests(run_pytest: Run, mark: str) -> None:
    call = 's3().create_bucket(Bucket="of-the-class")'
    check(run_pytest, SET_UPS.format(mark=mark, call=call, state=["of-the-class"]), passed=7)


@MARKS
def test_tests_stay_apart_if_the_class_wide_set_up_calls_no_service(run_pytest: Run, mark: str) -> None:
    check(run_pytest, SET_UPS.format(mark=mark, call="assert depth() == 1", state=[]), passed=7)


def test_tests_of_a_decorated_class_are_mocked_with_their_set_up(run_pytest: Run) -> None:
    check(
        run_pytest,
        """
@mock_voiceid(start="2026-01-05")
class TestDecorated:
    @pytest.fixture(autouse=True)
    def bucket(self):
        s3().create_bucket(Bucket="of-the-fixture")

    def setup_method(self, method):
        assert buckets() == []
        self.name = method.__name__

    @pytest.mark.voiceid(start="2026-01-05")
    def test_marked_too(self, voiceid):
        assert buckets() == ["of-the-fixture"] and depth() == 1
        assert mock_voiceid.current() is voiceid

    def test_one(self):
        assert buckets() == ["of-the-fixture"]

@mock_voiceid
class TestSetupsWithAndWithoutArgument:
    @classmethod
    def setup_class(cls):
        cls.seen = ["class"]

    def setup_method(self):
        self.seen = [*self.seen, "method"]

    def test_seen(self):
        assert self.seen == ["class", "method"]

class TestDecoratedSetUps:
    @classmethod
    @mock_voiceid
    def setup_class(cls):
        cls.seen = depth()

    @mock_voiceid
    def setup_method(self, method):
        self.name = (method.__name__, depth())

    @staticmethod
    @mock_voiceid
    def teardown_method():
        assert depth() == 1

    def test_seen(self):
        assert (self.seen, self.name) == (1, ("test_seen", 1))
""",
        passed=4,
    )


def test_nested_and_derived_classes_are_mocked_as_the_class_itself(run_pytest: Run) -> None:
    check(
        run_pytest,
        """
class TestElsewhere:
    def setup_method(self):
        self.found = depth()

    def test_alone(self):
        assert self.found in (0, 1)

@mock_voiceid
class TestOuter:
    class TestNested:
        def setup_method(self):
            s3().create_bucket(Bucket="recordings")

        def test_nested(self):
            assert buckets() == ["recordings"]

    class NestedCase(unittest.TestCase):
        def test_case(self):
            assert depth() == 1

    TestNamed = TestElsewhere

class TestDerived(TestOuter):
    @pytest.fixture(autouse=True)
    def found(self):
        return depth()

    def test_derived(self, found):
        assert found == 1

    class TestNested:
        def test_nested(self):
            assert depth() == 1
""",
        passed=8,
    )


def test_functions_and_fixtures_are_mocked_while_they_run(run_pytest: Run) -> None:
    check(
        run_pytest,
        """
@pytest.fixture
def before():
    return depth()

@mock_voiceid
def test_decorated(before):
    assert (before, depth()) == (0, 1)

@pytest.fixture
@mock_voiceid
def bucket():
    s3().create_bucket(Bucket="recordings")
    yield depth()
    assert depth() == 1

def test_of_a_decorated_fixture(before, bucket):
    assert (before, bucket, buckets()) == (0, 1, ["recordings"])

def test_of_a_fixture(before, voiceid):
    assert (before, depth()) == (0, 1)
""",
        passed=3,
    )


JOINING = """
@pytest.fixture(autouse=True)
def everything_mocked():
    with mock_voiceid(start="2026-01-05", quotas={"domains": 1}) as handle:
        yield handle

def test_joined(everything_mocked, voiceid, voiceid_client):
    assert voiceid is everything_mocked is mock_voiceid.current()

@pytest.mark.voiceid
def test_marked(everything_mocked, voiceid):
    assert voiceid is everything_mocked is mock_voiceid.current()
"""

DIFFERING = """
@pytest.fixture(autouse=True)
def everything_mocked():
    with mock_voiceid(start="2026-01-05", quotas={"domains": 1}) as handle:
        yield handle

@pytest.mark.voiceid(start="2026-01-05", strict=True, quotas={"domains": 1})
def test_differing(everything_mocked, voiceid):
    raise AssertionError
"""


def test_fixtures_join_a_mock_that_is_active(run_pytest: Run) -> None:
    check(run_pytest, JOINING, passed=2)


def test_options_that_the_active_mock_does_not_have_are_refused(run_pytest: Run) -> None:
    result = run_pytest(HEAD + DIFFERING)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*ValueError: the test asks for strict=True, but joins a mock_voiceid that is active*strict=False.*"]
    )


OVERRIDDEN = """
@pytest.fixture(scope="module")
def voiceid():
    with mock_voiceid(start="2026-01-05") as handle:
        yield handle

@pytest.fixture(autouse=True, scope="module")
def _nothing_is_mocked_around():
    pass

@pytest.mark.voiceid
def test_marked():
    s3().create_bucket(Bucket="of-the-module")

@pytest.mark.voiceid(start="2026-01-05")
def test_marked_with_fixtures(voiceid, voiceid_client):
    assert buckets() == ["of-the-module"] and depth() == 1

@pytest.mark.voiceid(fresh=True)
def test_fresh():
    assert buckets() == ["of-the-module"]
"""


def test_overriding_fixture_of_wider_scope_is_joined(run_pytest: Run) -> None:
    check(run_pytest, OVERRIDDEN, passed=3)


@pytest.mark.parametrize("arguments", ['"us-east-1"', "live=True", 'account="1"'])
def test_marker_with_other_arguments_does_not_mock(run_pytest: Run, arguments: str) -> None:
    code = f"@pytest.mark.voiceid({arguments})\ndef test_marked():\n    assert depth() == 0\n"
    check(run_pytest, code, passed=1)


def test_marker_that_the_project_registers_does_not_mock(run_pytest: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
def pytest_configure(config):
    config.addinivalue_line("markers", "voiceid(start): of this project")
""")
    code = """
@pytest.mark.voiceid(start=5)
def test_marked():
    assert depth() == 0

@pytest.mark.voiceid(5)
def test_with_fixture(voiceid):
    assert not voiceid.clock.frozen
"""
    check(run_pytest, code, passed=2)

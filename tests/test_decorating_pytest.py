"""`mock_voiceid` on what pytest and unittest run: outcomes of real runs."""

from collections.abc import Callable

import pytest

HEAD = """
import asyncio, unittest
import boto3, pytest, pytest_asyncio
from mock_voiceid import mock_voiceid

DOMAIN = {"Name": "d", "ServerSideEncryptionConfiguration": {"KmsKeyId": "alias/aws/s3"}}

SESSION = boto3.Session("testing", "testing", region_name="us-east-1")

def client():
    return SESSION.client("voice-id")

def create():
    return client().create_domain(**DOMAIN)["Domain"]["DomainId"]

def domains():
    return [domain["DomainId"] for domain in client().list_domains()["DomainSummaries"]]

def mocked():
    try:
        return bool(mock_voiceid.current())
    except RuntimeError:
        return False

@pytest.fixture(autouse=True, scope="module")
def _nothing_is_left():
    yield
    assert not mocked()
"""

FUNCTIONS = """
@pytest.fixture
def number():
    return 5

@pytest.fixture
@mock_voiceid
def fixture():
    return mocked()

@pytest.fixture
@mock_voiceid(start="2026-01-05")
def yielding():
    yield mock_voiceid.current()
    assert domains()

@pytest_asyncio.fixture
@mock_voiceid
async def async_yielding():
    yield create()
    assert domains()

@mock_voiceid
def test_with_fixtures(number, tmp_path):
    assert (number, mocked(), tmp_path.exists()) == (5, True, True)
    assert domains() == []
    create()

@pytest.mark.parametrize("value", [1, 2])
@mock_voiceid(quotas={"domains": 1})
def test_with_parameters(value, number):
    create()
    assert len(domains()) == 1

def test_a_fixture_that_returns_is_mocked_while_it_runs(fixture):
    assert fixture and not mocked()

def test_a_fixture_that_yields_is_mocked_until_its_end(yielding):
    assert yielding is mock_voiceid.current()
    create()

@pytest.mark.asyncio
async def test_an_async_fixture(async_yielding):
    assert domains() == [async_yielding]

@pytest.mark.asyncio
@mock_voiceid(start="2026-01-05")
async def test_async(number):
    await asyncio.sleep(3600)
    assert mock_voiceid.current().clock.now().hour == 1
    create()
    assert len(domains()) == 1
"""

CLASSES = """
@mock_voiceid
class TestPlain:
    @pytest.fixture
    def created(self):
        return create()

    def test_one(self):
        create()
        assert len(domains()) == 1

    def test_two(self, created, tmp_path):
        assert domains() == [created]

    @pytest.mark.parametrize("value", [1, 2])
    def test_three(self, value):
        assert domains() == [] and value

    @pytest.mark.asyncio
    async def test_async(self):
        await asyncio.sleep(0)
        create()
        assert len(domains()) == 1

    @staticmethod
    def test_static():
        assert domains() == []

    @classmethod
    def test_of_class(cls):
        assert domains() == []

    class TestNested:
        def test_nested(self):
            assert domains() == []

@mock_voiceid(start="2026-01-05")
class TestWithSetup:
    def setup_method(self):
        self.created = [create()]

    def teardown_method(self):
        assert domains() == self.created

    def test_one(self):
        assert domains() == self.created

    def test_two(self):
        self.created.append(self.another())
        assert len(domains()) == 2

    def another(self):
        return create()

@mock_voiceid()
class TestWithSetupOfMethod:
    def setup_method(self, method):
        self.name = method.__name__
        create()

    def teardown_method(self, method):
        assert method.__name__ == self.name
        assert len(domains()) == 1

    def test_name(self):
        assert self.name == "test_name"

class TestDerived(TestWithSetup):
    def test_three(self):
        assert domains() == self.created

class TestDerivedWithItsOwnSetup(TestWithSetup):
    def setup_method(self):
        super().setup_method()
        self.created.append(create())

    def test_two(self):
        assert len(domains()) == 2

class TestDerivedWithAnotherSetup(TestWithSetup):
    def setup_method(self):
        assert mocked()

    def teardown_method(self):
        assert mocked()

    test_one = test_two = None

    def test_four(self):
        assert domains() == []

@mock_voiceid(quotas={"domains": 2})
class TestDerivedAndDecorated(TestWithSetup):
    def test_options(self):
        assert mock_voiceid.current().quotas.domains == 2
        assert not mock_voiceid.current().clock.frozen
"""

CASES = """
@mock_voiceid(start="2026-01-05")
class TestCase(unittest.TestCase):
    def setUp(self):
        self.created = [create()]
        self.addCleanup(lambda: self.assertEqual(domains(), self.created))

    def tearDown(self):
        self.assertEqual(domains(), self.created)

    def test_one(self):
        self.assertEqual(domains(), self.created)

    def test_two(self):
        with self.subTest("another"):
            self.created.append(create())

    @unittest.skip("no reason")
    def test_three(self):
        raise AssertionError

class TestDerivedCase(TestCase):
    def setUp(self):
        self.created = []

    def test_two(self):
        self.assertEqual(domains(), [])

@mock_voiceid
class TestAsyncCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.created = create()

    async def asyncTearDown(self):
        self.assertEqual(domains(), [self.created])

    async def test_one(self):
        await asyncio.sleep(0)
        self.assertEqual(domains(), [self.created])

@mock_voiceid
class TestAsyncOnly(unittest.IsolatedAsyncioTestCase):
    async def test_one(self):
        create()
        self.assertEqual(len(domains()), 1)

    def test_two(self):
        self.assertEqual(domains(), [])
"""

FAILURES = """
@mock_voiceid
class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_that_fails(self):
        self.assertEqual(domains(), ["another"])

@mock_voiceid
class TestSetup(unittest.TestCase):
    def setUp(self):
        create()
        raise OSError("set-up")

    def test_that_never_runs(self):
        raise AssertionError

@mock_voiceid
class TestPlainSetup:
    def setup_method(self):
        create()
        raise OSError("set-up of a plain class")

    def test_that_never_runs(self):
        raise AssertionError

@mock_voiceid
class TestPlain:
    def test_that_fails(self):
        assert domains() == ["another"]

    @pytest.mark.asyncio
    async def test_async_that_fails(self):
        assert domains() == ["another"]

@pytest.mark.asyncio
@mock_voiceid
async def test_that_fails():
    assert domains() == ["another"]

def test_that_is_not_mocked_afterwards():
    assert not mocked()
"""


Run = Callable[..., pytest.RunResult]


def test_what_passes_is_mocked_from_set_up_to_clean_up(run_pytest: Run) -> None:
    functions, classes, cases = 7, 20, 7
    result = run_pytest(HEAD + FUNCTIONS + CLASSES + CASES)
    result.assert_outcomes(passed=functions + classes + cases, skipped=2)


def test_what_fails_is_told_as_failed_and_leaves_nothing_mocked(run_pytest: Run) -> None:
    result = run_pytest(HEAD + FAILURES)
    result.assert_outcomes(passed=1, failed=5, errors=1)
    result.stdout.fnmatch_lines_random(["E*OSError: set-up", "E*OSError: set-up of a plain class"])

"""Java answers, where the worker has a development kit; elsewhere they are left to a person."""

import pytest

from chalicelib.domain.code_task import CodeTask, CodeTest
from tests.workers.code.samples import run_all
from workers.code import java

TASK = CodeTask(
    tests=(CodeTest(name="one", stdin="21\n", expected="42"), CodeTest(name="zero", stdin="0\n", expected="0"))
)
needs_java = pytest.mark.skipif(java.find_kit() is None, reason="there is no javac on the PATH")


def outcomes(body: str, task: CodeTask = TASK) -> list[tuple[str, str]]:
    source = (
        "import java.io.*; import java.net.*; import java.util.*;\n"
        f"public class Main {{ public static void main(String[] a) throws Exception {{\n{body}\n}} }}"
    )
    return [(test.outcome, test.got) for test in run_all(source, "java", task).tests]


@needs_java
def test_a_program_is_compiled_once_and_run_for_each_test() -> None:
    assert outcomes("System.out.println(new Scanner(System.in).nextInt() * 2);") == [("passed", ""), ("passed", "")]


@needs_java
def test_what_does_not_compile_says_where() -> None:
    ((outcome, got), _) = outcomes("int x = ;")
    assert (outcome, got.split(" error")[0]) == ("crashed", "Main.java:3:")


@needs_java
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ('System.out.println(new Scanner(new File("/etc/passwd")).nextLine());', "refused"),
        ('System.out.println(new Scanner(new File("/proc/self/environ")).nextLine());', "refused"),
        ('new FileWriter("/tmp/x.txt").write(1);', "refused"),
        ('new FileWriter("Main.class").write(1);', "refused"),
        ('new Socket("127.0.0.1", 9);', "refused"),
        ('Runtime.getRuntime().exec("/bin/sh");', "refused"),
        ("List<byte[]> all = new ArrayList<>(); while (true) all.add(new byte[1 << 20]);", "crashed"),
        ('throw new RuntimeException("on purpose");', "crashed"),
        ("System.exit(0);", "failed"),
        ('System.out.println("passed"); System.exit(0);', "failed"),
        ("while (true);", "timed_out"),
    ],
)
def test_an_answer_reaches_nothing_and_ends(body: str, outcome: str) -> None:
    task = CodeTask(tests=TASK.tests[:1])
    assert [found for found, _ in outcomes(body, task)] == [outcome]


def test_without_a_kit_a_person_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "find_kit", lambda: None)
    found = run_all("class Main {}", "java", TASK)
    assert found.not_run is not None
    assert ("JDK" in found.not_run.en, "JDK" in found.not_run.zh, found.tests) == (True, True, ())

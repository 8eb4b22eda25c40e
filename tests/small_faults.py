"""The small faults that tests/mutants makes in C++: a comparison with its boundary moved or turned round, + for -, && for
||, a number one larger, true for false, a condition negated, a statement left out. What is logged, asserted or only
reserved is left alone."""
import dataclasses
import hashlib
import re

NOISE = re.compile(r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])*\'',
                   re.S)
LEFT_ALONE = re.compile(r"\s*(?:#|using\b|template\b|namespace\b|static_assert\(|assert\(|virtual\b)|"
                        r".*\.(?:reserve|shrink_to_fit)\(")
LOG = re.compile(r"\s*log::\w+\(")

FLIPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+",
         "*": "/", "/": "*", "%": "/", "+=": "-=", "-=": "+=", "|": "&", "&": "|"}
# clang-format puts blanks around operators of two sides, and around nothing else that looks like one.
OPERATOR = re.compile(r"(?<= )(?:<=|>=|==|!=|&&|\|\||\+=|-=|[<>+\-*/%|&])(?= |$)")
NUMBER = re.compile(r"(?<![\w.'])(0[xX][0-9a-fA-F']+|\d[\d']*)(?=(?:[uUlL]*|ms|us|ns|s|min|h)(?![\w.']))")
TRUTH = re.compile(r"\b(?:true|false)\b")
CONDITION = re.compile(r"\b(?:if|while) (?=\()")
ALONE = re.compile(r"(?:return|continue|break);$|(?:\+\+|--)[\w.\->\[\]]+;$|[\w.\->\[\]():*]+ (?:[-+*/|&]|<<|>>)?= [^;{]*;$|"
                   r"(?:else )?if \(.*\) [^{;]+;$")
CALL = re.compile(r"(?:[\w.\->\[\]:*]*[.>:*])?[a-z_]\w*\(.*\);$")


@dataclasses.dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    column: int
    kind: str
    before: str  # the line without its indentation
    after: str   # nothing, if the statement is left out
    text: str = dataclasses.field(repr=False)  # the whole file

    @property
    def id(self):
        return f"{self.file}:{self.line}:{self.column}:{self.kind}"

    @property
    def change(self):
        return f"`{self.before}` -> {f'`{self.after}`' if self.after else 'nothing'}"


def blank(text):
    """Without comments and literals, every character where it was; quotation marks stay."""
    def spaces(match):
        found = match.group()
        gone = re.sub(r"[^\n]", " ", found)
        return gone if found[0] == "/" else '"' + gone[1:-1] + '"'
    return NOISE.sub(spaces, text)


def closing(code, at):
    """Where the parenthesis that opens at `at` is closed, or -1."""
    depth = 0
    for i in range(at, len(code)):
        depth += (code[i] == "(") - (code[i] == ")")
        if depth == 0:
            return i
    return -1


def changes(code, begins):
    """Of one line without literals: column, length, what goes there, kind. `begins`: a statement may begin here."""
    for match in OPERATOR.finditer(code):
        of_texts = '"' in (code[match.start() - 2], code[match.end() + 1 : match.end() + 2])
        if not (of_texts and match.group() == "+"):
            yield match.start(), len(match.group()), FLIPS[match.group()], "flip"
    for match in NUMBER.finditer(code):
        number = int(match[1].replace("'", ""), 0 if match[1][:2] in ("0x", "0X") else 10) + 1
        yield match.start(), len(match[1]), f"{number:#x}" if "x" in match[1].lower() else str(number), "number"
    for match in TRUTH.finditer(code):
        yield match.start(), len(match.group()), "false" if match.group() == "true" else "true", "truth"
    for match in CONDITION.finditer(code):
        end = closing(code, match.end())
        start = code.find(";", match.end(), end) + 2 if ";" in code[match.end() : end] else match.end() + 1
        if end > start and " = " not in code[start:end]:
            yield start, end - start, None, "negate"
    statement = code.strip()
    if begins and statement.count("(") == statement.count(")") and (ALONE.match(statement) or CALL.match(statement)):
        yield len(code) - len(code.lstrip()), len(statement), "", "remove"


def mutants_of(file, text):
    lines, before, logs = text.split("\n"), "{", False
    for at, code in enumerate(blank(text).split("\n")):
        logs = logs or bool(LOG.match(code))
        if not logs and code.strip() and not LEFT_ALONE.match(code):
            line = lines[at]
            for column, length, new, kind in changes(code.rstrip(), before[-1] in ";{}:"):
                old = line[column : column + length]
                changed = line[:column] + (f"!({old})" if new is None else new) + line[column + length :]
                yield Mutant(file, at + 1, column + 1, kind, line.strip(), changed.strip() if kind != "remove" else "",
                             "\n".join(lines[:at] + [changed] + lines[at + 1 :]))
        logs = logs and not code.rstrip().endswith(";")
        before = code.rstrip() or before


def in_order(mutants, seed):
    """As the sample takes them. A line that moves, or a change elsewhere, leaves the order."""
    seen, ranked = {}, []
    for mutant in mutants:
        key = f"{seed} {mutant.file} {mutant.kind} {mutant.change}"
        seen[key] = seen.get(key, 0) + 1
        ranked.append((hashlib.sha256(f"{key} {seen[key]}".encode()).hexdigest(), mutant))
    return [mutant for _, mutant in sorted(ranked, key=lambda pair: pair[0])]

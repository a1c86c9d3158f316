"""Honest answers to small coding questions, each written its own way, and one copied with other names."""

from chalicelib.domain.code_task import CodeTask, CodeTest, StarterCode

COUNT_WORDS = CodeTask(
    starter=StarterCode(
        python='def top_words(text, n):\n    """The n most frequent words, with their counts."""\n    pass\n'
    ),
    tests=(CodeTest(name="two", call="top_words('a b a', 2)", expected='[["a", 2], ["b", 1]]'),),
)
HONEST_PYTHON = (
    '''
from collections import Counter
import re

def top_words(text, n):
    """The n most frequent words, with their counts."""
    words = re.findall(r"[a-z']+", text.lower())
    counts = Counter(words)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:n]
''',
    '''
def top_words(text, n):
    """The n most frequent words, with their counts."""
    counts = {}
    for word in text.lower().split():
        word = word.strip(".,;:!?")
        if word:
            counts[word] = counts.get(word, 0) + 1
    result = []
    while counts and len(result) < n:
        best = None
        for word in counts:
            if best is None or counts[word] > counts[best] or (counts[word] == counts[best] and word < best):
                best = word
        result.append([best, counts.pop(best)])
    return result
''',
    '''
import heapq
import string

def normalise(text):
    table = str.maketrans("", "", string.punctuation)
    return text.translate(table).lower().split()

def top_words(text, n):
    """The n most frequent words, with their counts."""
    frequencies = {}
    for token in normalise(text):
        if token not in frequencies:
            frequencies[token] = 0
        frequencies[token] += 1
    heap = [(-count, token) for token, count in frequencies.items()]
    heapq.heapify(heap)
    return [(token, -count) for count, token in (heapq.heappop(heap) for _ in range(min(n, len(heap))))]
''',
    '''
from collections import defaultdict

class WordCounter:
    def __init__(self):
        self.seen = defaultdict(int)

    def feed(self, text):
        current = ""
        for letter in text + " ":
            if letter.isalpha():
                current += letter.lower()
            elif current:
                self.seen[current] += 1
                current = ""

    def best(self, n):
        ordered = sorted(self.seen, key=lambda word: (-self.seen[word], word))
        return [(word, self.seen[word]) for word in ordered[:n]]

def top_words(text, n):
    """The n most frequent words, with their counts."""
    counter = WordCounter()
    counter.feed(text)
    return counter.best(n)
''',
    '''
import itertools

def top_words(text, n):
    """The n most frequent words, with their counts."""
    words = sorted("".join(c if c.isalnum() else " " for c in text.lower()).split())
    groups = [(key, sum(1 for _ in group)) for key, group in itertools.groupby(words)]
    groups.sort(key=lambda g: g[1], reverse=True)
    return groups[0:n]
''',
    '''
def top_words(text, n):
    """The n most frequent words, with their counts."""
    words = text.lower().split()
    unique = list(set(words))
    unique.sort()
    pairs = []
    for w in unique:
        pairs.append((w, words.count(w)))
    pairs.sort(key=lambda p: -p[1])
    return pairs[:n]
''',
)
COPIED_PYTHON = '''
# my own solution
def top_words(s, limit):
    """Returns what is asked for."""
    freq = {}   # word -> how often
    for w in s.lower().split():
        w = w.strip("!?.,;:")
        if w:
            freq[w] = freq.get(w, 0) + 1

    out = []
    while freq and len(out) < limit:
        top = None
        for w in freq:
            if top is None or freq[w] > freq[top] or (freq[w] == freq[top] and w < top):
                top = w
        out.append([top, freq.pop(top)])
    return out

print(top_words("a b a", 1))
'''
"""The second honest answer with other names, other comments and a line more."""

SALES = CodeTask(
    tests=(
        CodeTest(
            name="three",
            setup="CREATE TABLE sales(region TEXT, product TEXT, amount INT, sold_on TEXT); "
            "INSERT INTO sales VALUES ('n','a',5,'2026-01-02'),('s','a',7,'2026-01-03'),('n','b',9,'2026-02-01');",
            expected="n|b|9\ns|a|7",
        ),
    )
)
HONEST_SQL = (
    """
SELECT region, product, total FROM (
  SELECT region, product, SUM(amount) AS total, RANK() OVER (PARTITION BY region ORDER BY SUM(amount) DESC) AS r
  FROM sales GROUP BY region, product) WHERE r = 1 ORDER BY region;
""",
    """
with t as (select region, product, sum(amount) as total from sales group by region, product)
select t.region, t.product, t.total from t
join (select region, max(total) as m from t group by region) b on b.region = t.region and b.m = t.total
order by t.region
""",
    """
SELECT s.region, s.product, SUM(s.amount) FROM sales s
GROUP BY s.region, s.product
HAVING NOT EXISTS (
  SELECT 1 FROM sales x WHERE x.region = s.region GROUP BY x.product HAVING SUM(x.amount) > SUM(s.amount))
ORDER BY 1;
""",
)
COPIED_SQL = """
-- best product of each region
select Region, Product, best from (
  select Region, Product, sum(Amount) as best, rank() over (partition by Region order by sum(Amount) desc) as place
  from Sales group by Region, Product) where place = 1 order by Region
"""
"""The first honest answer with other aliases, in other case."""

ADD_UP = CodeTask(
    starter=StarterCode(
        java="import java.util.*;\n\npublic class Main {\n    public static void main(String[] args) {\n"
        "        Scanner in = new Scanner(System.in);\n    }\n}\n"
    ),
    tests=(CodeTest(name="one", stdin="3\n1 2 3\n", expected="6 2.0"),),
)
HONEST_JAVA = (
    """
import java.util.*;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += in.nextInt();
        }
        System.out.println(sum + " " + (double) sum / n);
    }
}
""",
    """
import java.util.*;
import java.util.stream.*;

public class Main {
    static class Figures {
        final List<Integer> all = new ArrayList<>();
        void read(Scanner in) { int left = in.nextInt(); while (left-- > 0) all.add(in.nextInt()); }
        int sum() { return all.stream().mapToInt(Integer::intValue).sum(); }
        double mean() { return all.isEmpty() ? 0 : (double) sum() / all.size(); }
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        Figures figures = new Figures();
        figures.read(in);
        System.out.println(figures.sum() + " " + figures.mean());
    }
}
""",
)
COPIED_JAVA = """
import java.util.*;
import java.util.stream.*;

/* sums */
public class Main {
    static class Box {
        final List<Integer> values = new ArrayList<>();
        void load(Scanner s) { int k = s.nextInt(); while (k-- > 0) values.add(s.nextInt()); }
        int total() { return values.stream().mapToInt(Integer::intValue).sum(); }
        double average() { return values.isEmpty() ? 0 : (double) total() / values.size(); }
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        Box box = new Box();
        box.load(in);
        System.out.println(box.total() + " " + box.average());
    }
}
"""
"""The second honest answer with other names."""

"""Word and character TF-IDF with logistic regression, predicting messages one by one.

Arguments: training file, message file (JSON lines with intent and text), repetitions. Prints one JSON object.
"""

import json
import statistics
import sys
import time

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union


def read(path):
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [row["text"] for row in rows], [row["intent"] for row in rows]


training, labels = read(sys.argv[1])
messages, truth = read(sys.argv[2])
repetitions = int(sys.argv[3])

model = make_pipeline(
    make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
    ),
    LogisticRegression(C=10.0, max_iter=300),
)
model.fit(training, labels)

medians, p99s = [], []
model.predict_proba(messages[:1])
for _ in range(repetitions):
    times = []
    for message in messages:
        started = time.perf_counter_ns()
        model.predict_proba([message])
        times.append((time.perf_counter_ns() - started) / 1000)
    times.sort()
    medians.append(statistics.median(times))
    p99s.append(times[min(len(times) - 1, int(len(times) * 0.99))])

predicted = model.predict(messages)
print(
    json.dumps(
        {
            "version": f"scikit-learn {sklearn.__version__}, Python {sys.version.split()[0]}",
            "training_messages": len(training),
            "median_us": medians,
            "p99_us": p99s,
            "macro_f1": f1_score(truth, predicted, average="macro"),
        }
    )
)

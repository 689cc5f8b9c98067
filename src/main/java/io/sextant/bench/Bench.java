package io.sextant.bench;

/** What a part measures with, and where its figures go. */
record Bench(Corpus corpus, Meter meter, Figures figures) {}

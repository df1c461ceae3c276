// SPDX-License-Identifier: Apache-2.0
#include "every_shape.h"

typedef struct {
    long heads, group, dimension;
    int half;
} shape;

/// Memory that ends where its last head ends. The engine's pages are zero at first: scores of slots that hold nothing yet are computed, and
/// not used.
static float *page_of(const shape *s) { return calloc((size_t)(s->heads * hf_page_head_floats(s->dimension, s->half)), sizeof(float)); }

static void store(const shape *s, float *page, long from, long to) {
    float *key = numbers(s->dimension), *value = numbers(s->dimension);
    for (long slot = from; slot < to; slot++)
        for (long head = 0; head < s->heads; head++)
            hf_page_store(page + head * hf_page_head_floats(s->dimension, s->half), s->half, slot, key, value, s->dimension);
    finish(key, s->dimension), finish(value, s->dimension);
}

static long pages_for(long tokens) { return (tokens + HF_PAGE_TOKENS - 1) / HF_PAGE_TOKENS; }

/// `sequences` that have their first `first` tokens in common, down to a token inside a page, and `queries` each.
static void attend(const shape *s, long first, long queries, long sequences) {
    if (!is_due()) return;
    long whole = first / HF_PAGE_TOKENS, part = first % HF_PAGE_TOKENS, pages = pages_for(first + queries);
    float **shared = malloc((size_t)(whole + 1) * sizeof *shared), *partial = page_of(s);
    for (long i = 0; i < whole; i++) store(s, shared[i] = page_of(s), 0, HF_PAGE_TOKENS);
    store(s, partial, 0, part);

    long width = s->heads * s->group * s->dimension, stride = width + 2 * s->heads * s->dimension, positions = sequences * queries;
    float *out = unwritten(positions * width), *query = numbers((positions - 1) * stride + width);
    float ***table = malloc((size_t)sequences * sizeof *table);
    hf_attention_row *rows = malloc((size_t)(positions * s->group) * sizeof *rows), *row = rows;
    for (long i = 0; i < sequences; i++) {
        table[i] = malloc((size_t)pages * sizeof **table);
        for (long page = 0; page < pages; page++) {
            if (page < whole) {
                table[i][page] = shared[page];
                continue;
            }
            long end = first + queries - page * HF_PAGE_TOKENS;
            store(s, table[i][page] = page_of(s), 0, end < HF_PAGE_TOKENS ? end : HF_PAGE_TOKENS);
        }
        for (long q = 0; q < queries; q++)
            for (long head = 0; head < s->group; head++)
                *row++ = (hf_attention_row){
                    .query = query + (i * queries + q) * stride + head * s->dimension, .out = out + (i * queries + q) * width + head * s->dimension,
                    .pages = (const float *const *)table[i], .count = first + q + 1};
    }
    hf_attention_prefix prefix = {0, 0, 0};
    if (sequences > 1) prefix = (hf_attention_prefix){whole, part, part > 0 ? partial : 0};
    float *scratch = unwritten(HF_ATTENTION_ROWS * ((s->dimension + 15) / 16 * 16 + pages * HF_PAGE_TOKENS));
    for (long head = 0; head < s->heads; head++)
        hf_paged_attention(
            rows, row - rows, prefix, s->half, head * hf_page_head_floats(s->dimension, s->half), head * s->group * s->dimension, s->dimension,
            0.5f, scratch);
    free(scratch);
    finish(out, positions * width), finish(query, (positions - 1) * stride + width);
    for (long i = 0; i < sequences; i++) {
        for (long page = whole; page < pages; page++) free(table[i][page]);
        free(table[i]);
    }
    for (long i = 0; i < whole; i++) free(shared[i]);
    free(partial), free(shared), free(table), free(rows);
}

void attention_shapes(void) {
    static const long dimensions[] = {2, 4, 6, 14, 16, 18, 30, 32, 34, 48, 64, 66, 80, 126, 128, 130};
    static const long firsts[] = {0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 100};
    static const long counts[] = {1, 2, 3, 33};
    for (unsigned d = 0; d < sizeof dimensions / sizeof *dimensions; d++)
        for (unsigned f = 0; f < sizeof firsts / sizeof *firsts; f++)
            for (unsigned q = 0; q < sizeof counts / sizeof *counts; q++)
                for (long variant = 0; variant < 8; variant++) {
                    shape s = {.heads = 1 + variant % 2, .group = 1 + (variant + d) % 5, .dimension = dimensions[d], .half = variant / 4 % 2};
                    attend(&s, firsts[f], counts[q], 1 + variant % 3);
                }
}

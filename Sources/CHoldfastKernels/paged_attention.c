// SPDX-License-Identifier: Apache-2.0
// A block of query rows walks the tokens that all of them see, page by page, and then what each sequence has of its own. A row's sums run
// over its tokens in their order whatever stands beside it, so its result is the same alone and in any block.
//
// Keys of a page stand as [token / 16][dimension][token % 16], so that a score of sixteen tokens needs no horizontal sum;
// values stand as [token][dimension padded to 16]. Both are float32 or, in half-width pages, bfloat16.
#include "CHoldfastKernels.h"
#include "vector.h"

typedef uint16_t h16 __attribute__((vector_size(32), aligned(2), may_alias));

enum { page_tokens = HF_PAGE_TOKENS };

HF_INLINE long padded(long dimension) { return (dimension + 15) / 16 * 16; }
HF_INLINE long pages_of(long tokens) { return (tokens + page_tokens - 1) / page_tokens; }

long hf_page_head_floats(long dimension, int half) {
    long numbers = page_tokens * (dimension + padded(dimension));
    return half ? numbers / 2 : numbers;
}

/// To bfloat16, nearest even; what is no number stays none.
HF_INLINE void round_to_half(h16 *out, const v16 *x) {
    i16 bits = (i16)*x;
    i16 nearest = bits + 0x7fff + (bits >> 16 & 1);
    *out = __builtin_convertvector((i16)HF_SELECT(*x == *x, nearest, (i16){} + 0x7fc00000) >> 16, h16);
}

HF_INLINE void store_half(uint16_t *area, long slot, const float *key, const float *value, long dimension) {
    uint16_t *keys = area + slot / 16 * 16 * dimension + slot % 16, *values = area + page_tokens * dimension + slot * padded(dimension);
    for (long d = 0; d < dimension; d += 16) {
        long count = dimension - d < 16 ? dimension - d : 16;
        v16 k, v;
        hf_load_part(&k, key + d, count, 0);
        hf_load_part(&v, value + d, count, 0);
        h16 key_half;
        round_to_half(&key_half, &k);
        round_to_half((h16 *)(values + d), &v);
        for (long i = 0; i < count; i++) keys[(d + i) * 16] = key_half[i];
    }
}

HF_CLONES void hf_page_store(float *area, int half, long slot, const float *key, const float *value, long dimension) {
    if (half) {
        store_half((uint16_t *)area, slot, key, value, dimension);
        return;
    }
    float *keys = area + slot / 16 * 16 * dimension + slot % 16;
    for (long d = 0; d < dimension; d++) keys[d * 16] = key[d];
    memcpy(area + page_tokens * dimension + slot * padded(dimension), value, (size_t)dimension * sizeof(float));
}

/// Query rows on their way through one head. `half` is known where functions are compiled.
typedef struct {
    const hf_attention_row *rows;
    long count;
    /// What the rows have in common.
    hf_attention_prefix prefix;
    /// Where the head stands in a page, and in the rows of queries and results.
    long offset, shift;
    long dimension;
    /// [count, width]: scores, then the numerators of their softmax.
    float *scores;
    long width;
    /// [count, padded(dimension)]: weighted values added up so far.
    float *sums;
} block;

/// Sixteen numbers of a page.
HF_INLINE void load(const int half, v16 *out, const float *area, long index) {
    if (half) *out = (v16)(__builtin_convertvector(*(const h16 *)((const uint16_t *)area + index), i16) << 16);
    else *out = HF_LOAD(area + index);
}

HF_INLINE void prefetch(const int half, const float *area, long index) {
    __builtin_prefetch(half ? (const char *)((const uint16_t *)area + index) : (const char *)(area + index));
}

/// So many numbers further.
HF_INLINE const float *skip(const int half, const float *area, long count) { return area + (half ? count / 2 : count); }

HF_INLINE const float *area_of(const block *b, long row, long page) { return b->rows[row].pages[page] + b->offset; }

/// `R` rows against `B` sixteens of keys, each in its area; `next` is what will be read after them.
HF_INLINE void score_keys(
    const int half, const int R, const int B, float *const *scores, const float *const *query, const float *const *areas, const long *indices,
    const float *next, long dimension) {
    v16 sum[R][B];
    for (int r = 0; r < R; r++)
        for (int i = 0; i < B; i++) sum[r][i] = HF_SPLAT(0);
    for (long d = 0; d < dimension; d++) {
        v16 x[B];
        for (int i = 0; i < B; i++) load(half, &x[i], areas[i], indices[i] + d * 16);
        // Pages lie apart, which is where the processor's own prefetching stops.
        if (!half || d % 2 == 0)
            for (int i = 0; i < B; i++) prefetch(half, next, (i * dimension + d) * 16);
        for (int r = 0; r < R; r++) {
            float q = query[r][d];
            for (int i = 0; i < B; i++) sum[r][i] += x[i] * q;
        }
    }
    for (int r = 0; r < R; r++)
        for (int i = 0; i < B; i++) HF_STORE(scores[r] + 16 * i, sum[r][i]);
}

/// Scores of the `R` rows from `first` on, for their tokens `from` to `to`, rounded down to sixteen: a sequence's own page has the tokens of
/// the prefix too, so scores before `from` come out as they were. `after` is the area whose keys will be read after the last of them.
HF_INLINE void score_own(const int half, const int R, const block *b, long first, long from, long to, const float *after) {
    // One row alone would wait for its own sums; with four sixteens there are four of them.
    const int most = R == 1 ? 4 : 2;
    long start = from / 16 * 16;
    while (start < to) {
        const float *query[R], *areas[4];
        float *scores[R];
        long indices[4];
        int count = start % page_tokens > 0 ? 1 : to - start > page_tokens ? most : 2;
        for (int r = 0; r < R; r++) {
            query[r] = b->rows[first + r].query + b->shift;
            scores[r] = b->scores + (first + r) * b->width + start;
        }
        for (int i = 0; i < count; i++) {
            areas[i] = area_of(b, first, (start + 16 * i) / page_tokens);
            indices[i] = (start + 16 * i) % page_tokens / 16 * 16 * b->dimension;
        }
        start += 16 * count;
        const float *next = start < to ? area_of(b, first, start / page_tokens) : after;
        if (count == 1) score_keys(half, R, 1, scores, query, areas, indices, next, b->dimension);
        else if (count == 2) score_keys(half, R, 2, scores, query, areas, indices, next, b->dimension);
        else score_keys(half, R, 4, scores, query, areas, indices, next, b->dimension);
    }
}

/// Scores of the `R` rows from `first` on, for one page that all rows see from its beginning.
HF_INLINE void score_shared(
    const int half, const int R, const block *b, long first, long page, const float *area, const float *next) {
    const float *query[R], *areas[2] = {area, area};
    float *scores[R];
    long indices[2] = {0, 16 * b->dimension};
    for (int r = 0; r < R; r++) {
        query[r] = b->rows[first + r].query + b->shift;
        scores[r] = b->scores + (first + r) * b->width + page * page_tokens;
    }
    score_keys(half, R, 2, scores, query, areas, indices, next, b->dimension);
}

/// Adds tokens `from` to `to` of a page to the `R` rows' weighted values, `V` vectors of columns at `column`.
HF_INLINE void weigh_columns(
    const int half, const int R, const int V, const block *b, long first, long page, const float *area, const float *next, long from, long to,
    long column) {
    long stride = padded(b->dimension), values = page_tokens * b->dimension + column;
    v16 sum[R][V];
    const float *weights[R];
    for (int r = 0; r < R; r++) {
        weights[r] = b->scores + (first + r) * b->width + page * page_tokens;
        for (int v = 0; v < V; v++) sum[r][v] = HF_LOAD(b->sums + (first + r) * stride + column + 16 * v);
    }
    for (long t = from; t < to; t++) {
        v16 x[V];
        for (int v = 0; v < V; v += half && V > 1 ? 2 : 1) prefetch(half, next, values + t * stride + 16 * v);
        for (int v = 0; v < V; v++) load(half, &x[v], area, values + t * stride + 16 * v);
        for (int r = 0; r < R; r++) {
            float p = weights[r][t];
            for (int v = 0; v < V; v++) sum[r][v] += x[v] * p;
        }
    }
    for (int r = 0; r < R; r++)
        for (int v = 0; v < V; v++) HF_STORE(b->sums + (first + r) * stride + column + 16 * v, sum[r][v]);
}

HF_INLINE void weigh_page(
    const int half, const int R, const block *b, long first, long page, const float *area, const float *next, long from, long to) {
    long width = padded(b->dimension), column = 0;
    if (R == 1)
        for (; column + 128 <= width; column += 128) weigh_columns(half, R, 8, b, first, page, area, next, from, to, column);
    for (; column + 64 <= width; column += 64) weigh_columns(half, R, 4, b, first, page, area, next, from, to, column);
    for (; column + 32 <= width; column += 32) weigh_columns(half, R, 2, b, first, page, area, next, from, to, column);
    for (; column + 16 <= width; column += 16) weigh_columns(half, R, 1, b, first, page, area, next, from, to, column);
}

/// Weighted values of the `R` rows from `first` on, over their tokens `from` to `to`; `after` is the area that will be read after these.
HF_INLINE void weigh_own(const int half, const int R, const block *b, long first, long from, long to, const float *after) {
    for (long page = from / page_tokens; page < pages_of(to); page++) {
        long start = page * page_tokens, left = to - start;
        const float *area = area_of(b, first, page);
        const float *next = page + 1 < pages_of(to) ? area_of(b, first, page + 1) : after;
        weigh_page(half, R, b, first, page, area, next, start < from ? from - start : 0, left < page_tokens ? left : page_tokens);
    }
}

/// Tokens that the longest of some rows sees.
HF_INLINE long seen_by(const block *b, long first, long count) {
    long seen = 0;
    for (long r = first; r < first + count; r++) seen = b->rows[r].count > seen ? b->rows[r].count : seen;
    return seen;
}

/// `TILE(R)` for `row` from `begin` to `end`, in tiles of four rows, two and one.
#define TILES(begin, end, TILE)                       \
    do {                                              \
        long row = begin;                             \
        for (; row + 4 <= (end); row += 4) TILE(4);   \
        if (row + 2 <= (end)) { TILE(2); row += 2; }  \
        if (row < (end)) TILE(1);                     \
    } while (0)

/// After the last row of the sequence whose first row is `begin`.
HF_INLINE long end_of_sequence(const block *b, long begin) {
    long end = begin + 1;
    while (end < b->count && b->rows[end].pages == b->rows[begin].pages) end++;
    return end;
}

/// A page of the prefix.
HF_INLINE const float *shared_area(const block *b, long page) {
    return page < b->prefix.pages ? area_of(b, 0, page) : b->prefix.partial + b->offset;
}

HF_INLINE void score(const int half, const block *b) {
    long shared = b->prefix.pages * page_tokens + b->prefix.tokens;
#define SHARED(R) score_shared(half, R, b, row, page, shared_area(b, page), next)
#define OWN(R) score_own(half, R, b, row, shared, seen_by(b, row, R), after)
    for (long page = 0; page < pages_of(shared); page++) {
        const float *next = shared_area(b, page + 1 < pages_of(shared) ? page + 1 : page);
        TILES(0, b->count, SHARED);
    }
    for (long begin = 0, end; begin < b->count; begin = end) {
        end = end_of_sequence(b, begin);
        // After the last sequence the values of the first are read.
        const float *after = area_of(b, end < b->count ? end : 0, shared / page_tokens);
        if (end == b->count) after = skip(half, after, page_tokens * b->dimension);
        TILES(begin, end, OWN);
    }
#undef SHARED
#undef OWN
}

HF_INLINE void weigh(const int half, const block *b) {
    long shared = b->prefix.pages * page_tokens + b->prefix.tokens;
#define SHARED(R) weigh_page(half, R, b, row, page, area, next, 0, tokens)
#define OWN(R) weigh_own(half, R, b, row, shared, seen_by(b, row, R), after)
    for (long page = 0; page < pages_of(shared); page++) {
        const float *area = shared_area(b, page), *next = shared_area(b, page + 1 < pages_of(shared) ? page + 1 : page);
        long tokens = page < b->prefix.pages ? page_tokens : b->prefix.tokens;
        TILES(0, b->count, SHARED);
    }
    for (long begin = 0, end; begin < b->count; begin = end) {
        end = end_of_sequence(b, begin);
        // After the last sequence most callers go on with the next head, whose keys follow.
        const float *after = area_of(b, end < b->count ? end : 0, shared / page_tokens);
        if (end == b->count) after = skip(half, after, page_tokens * padded(b->dimension));
        TILES(begin, end, OWN);
    }
#undef SHARED
#undef OWN
}

/// Softmax numerators of one row in place, 0 from `count` to `width`; returns the inverse of their sum.
HF_INLINE float numerators(float *x, long count, long width, float scale) {
    long whole = count / 16 * 16, even = (count + 15) / 16 * 16;
    v16 top = HF_SPLAT(-INFINITY);
    for (long j = count; j < even; j++) x[j] = -INFINITY;
    for (long i = 0; i < even; i += 16) {
        v16 y = HF_LOAD(x + i);
        hf_max(&top, &y);
    }
    float peak = hf_fold_max(&top) * scale;
    v16 sum = HF_SPLAT(0);
    for (long i = 0; i < whole; i += 16) {
        v16 e = HF_LOAD(x + i) * scale - peak;
        hf_exp(&e);
        sum += e;
        HF_STORE(x + i, e);
    }
    if (whole < count) {
        v16 e = HF_LOAD(x + whole) * scale - peak;
        hf_exp(&e);
        HF_STORE(x + whole, e);
    }
    for (long j = count; j < width; j++) x[j] = 0;
    if (whole < count) sum += HF_LOAD(x + whole);
    return 1.0f / hf_fold_sum(&sum);
}

HF_INLINE void attend(const int half, block *b, float scale, float *scratch) {
    long width = padded(b->dimension);
    b->width = pages_of(seen_by(b, 0, b->count)) * page_tokens;
    b->sums = scratch;
    b->scores = scratch + b->count * width;
    score(half, b);
    float inverse[HF_ATTENTION_ROWS];
    for (long r = 0; r < b->count; r++) inverse[r] = numerators(b->scores + r * b->width, b->rows[r].count, b->width, scale);
    memset(b->sums, 0, (size_t)(b->count * width) * sizeof(float));
    weigh(half, b);
    for (long r = 0; r < b->count; r++)
        for (long column = 0; column < b->dimension; column += 16) {
            v16 y = HF_LOAD(b->sums + r * width + column) * inverse[r];
            float *out = b->rows[r].out + b->shift + column;
            if (b->dimension - column >= 16) HF_STORE(out, y);
            else hf_store_part(out, &y, b->dimension - column);
        }
}

HF_CLONES void hf_paged_attention(
    const hf_attention_row *rows, long count, hf_attention_prefix prefix, int half, long offset, long shift, long dimension, float scale,
    float *scratch) {
    for (long start = 0; start < count; start += HF_ATTENTION_ROWS) {
        block b = {.rows = rows + start, .count = count - start, .prefix = prefix, .offset = offset, .shift = shift, .dimension = dimension};
        if (b.count > HF_ATTENTION_ROWS) b.count = HF_ATTENTION_ROWS;
        if (half) attend(1, &b, scale, scratch);
        else attend(0, &b, scale, scratch);
    }
}

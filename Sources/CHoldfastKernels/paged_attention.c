// SPDX-License-Identifier: Apache-2.0
// Keys of a page stand as [token / 16][dimension][token % 16], so that a score of sixteen tokens needs no horizontal sum;
// values stand as [token][dimension padded to 16].
#include "CHoldfastKernels.h"
#include "vector.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

HF_INLINE long padded(long dimension) { return (dimension + 15) / 16 * 16; }

long hf_page_head_floats(long dimension) { return HF_PAGE_TOKENS * (dimension + padded(dimension)); }

void hf_prefer_large_pages(void *memory, long bytes) {
#if defined(__linux__)
    madvise(memory, (size_t)bytes, MADV_HUGEPAGE);
#else
    (void)memory, (void)bytes;
#endif
}

void hf_page_store(float *area, long slot, const float *key, const float *value, long dimension) {
    float *keys = area + slot / 16 * 16 * dimension + slot % 16;
    for (long d = 0; d < dimension; d++) keys[d * 16] = key[d];
    memcpy(area + HF_PAGE_TOKENS * dimension + slot * padded(dimension), value, (size_t)dimension * sizeof(float));
}

/// scores[r][page] for `R` query rows against the 32 tokens of one page; `next` is what will be read after it.
HF_INLINE void score_page(
    const int R, float *scores, long stride, const float *const *query, const float *keys, const float *next, long dimension) {
    v16 left[R], right[R];
    for (int r = 0; r < R; r++) left[r] = right[r] = HF_SPLAT(0);
    for (long d = 0; d < dimension; d++) {
        v16 a = HF_LOAD(keys + d * 16), b = HF_LOAD(keys + (dimension + d) * 16);
        // Pages lie apart, which is where the processor's own prefetching stops.
        __builtin_prefetch(next + d * 16);
        __builtin_prefetch(next + (dimension + d) * 16);
        for (int r = 0; r < R; r++) {
            float q = query[r][d];
            left[r] += a * q;
            right[r] += b * q;
        }
    }
    for (int r = 0; r < R; r++) {
        HF_STORE(scores + r * stride, left[r]);
        HF_STORE(scores + r * stride + 16, right[r]);
    }
}

/// Softmax numerators of one row in place, 0 from `count` to `width`; returns the inverse of their sum.
HF_INLINE float numerators(float *x, long count, long width, float scale) {
    v16 top = HF_SPLAT(-INFINITY);
    for (long j = count; j < width; j++) x[j] = -INFINITY;
    for (long i = 0; i < width; i += 16) {
        v16 y = HF_LOAD(x + i);
        hf_max(&top, &y);
    }
    float peak = hf_fold_max(&top) * scale;
    v16 sum = HF_SPLAT(0);
    long whole = count / 16 * 16;
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

/// `R` rows times `V` vectors of output columns from `column` on.
HF_INLINE void weigh_values(
    const int R, const int V, float *const *out, const float *scores, long stride, const float *inverse, const float *const *pages,
    long offset, long count, long column, long dimension) {
    v16 sum[R][V];
    for (int r = 0; r < R; r++)
        for (int v = 0; v < V; v++) sum[r][v] = HF_SPLAT(0);
    long row_floats = padded(dimension);
    for (long start = 0; start < count; start += HF_PAGE_TOKENS) {
        const float *values = pages[start / HF_PAGE_TOKENS] + offset + HF_PAGE_TOKENS * dimension + column;
        long tokens = count - start < HF_PAGE_TOKENS ? count - start : HF_PAGE_TOKENS;
        // After the last page most callers go on with the next head, whose area follows in the first page.
        const float *next = tokens < count - start ? pages[start / HF_PAGE_TOKENS + 1] + offset + HF_PAGE_TOKENS * dimension + column
                                                   : pages[0] + offset + HF_PAGE_TOKENS * (dimension + row_floats);
        for (long t = 0; t < tokens; t++) {
            v16 x[V];
            for (int v = 0; v < V; v++) __builtin_prefetch(next + t * row_floats + v * 16);
            for (int v = 0; v < V; v++) x[v] = HF_LOAD(values + t * row_floats + v * 16);
            for (int r = 0; r < R; r++) {
                float p = scores[r * stride + start + t];
                for (int v = 0; v < V; v++) sum[r][v] += x[v] * p;
            }
        }
    }
    for (int r = 0; r < R; r++)
        for (int v = 0; v < V; v++) {
            v16 y = sum[r][v] * inverse[r];
            long left = dimension - column - v * 16;
            if (left >= 16) HF_STORE(out[r] + column + v * 16, y);
            else hf_store_part(out[r] + column + v * 16, &y, left);
        }
}

HF_INLINE void attend(
    const int R, float *const *out, const float *const *query, const long *counts, const float *const *pages, long offset,
    long dimension, float scale, float *scratch) {
    long longest = 0;
    for (int r = 0; r < R; r++) longest = counts[r] > longest ? counts[r] : longest;
    long width = (longest + HF_PAGE_TOKENS - 1) / HF_PAGE_TOKENS * HF_PAGE_TOKENS;
    for (long start = 0; start < width; start += HF_PAGE_TOKENS) {
        long page = start / HF_PAGE_TOKENS;
        const float *next = start + HF_PAGE_TOKENS < width ? pages[page + 1] + offset : pages[0] + offset + HF_PAGE_TOKENS * dimension;
        score_page(R, scratch + start, width, query, pages[page] + offset, next, dimension);
    }
    float inverse[R];
    for (int r = 0; r < R; r++) inverse[r] = numerators(scratch + r * width, counts[r], width, scale);
    long column = 0;
    for (; column + 64 <= padded(dimension); column += 64)
        weigh_values(R, 4, out, scratch, width, inverse, pages, offset, longest, column, dimension);
    for (; column < padded(dimension); column += 16)
        weigh_values(R, 1, out, scratch, width, inverse, pages, offset, longest, column, dimension);
}

HF_CLONES void hf_paged_attention(
    float *out, long out_stride, const float *query, long query_stride, const float *const *pages, long offset, long first,
    long queries, long group, long dimension, float scale, float *scratch) {
    long rows = queries * group;
    for (long start = 0; start < rows; start += 4) {
        const float *q[4];
        float *o[4];
        long counts[4];
        for (long r = 0; r < 4; r++) {
            // A tile that is not full repeats its last row.
            long row = start + r < rows ? start + r : rows - 1;
            q[r] = query + row / group * query_stride + row % group * dimension;
            o[r] = out + row / group * out_stride + row % group * dimension;
            counts[r] = first + row / group + 1;
        }
        if (rows - start == 1) attend(1, o, q, counts, pages, offset, dimension, scale, scratch);
        else if (rows - start == 2) attend(2, o, q, counts, pages, offset, dimension, scale, scratch);
        else attend(4, o, q, counts, pages, offset, dimension, scale, scratch);
    }
}

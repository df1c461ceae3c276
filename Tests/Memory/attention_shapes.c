// SPDX-License-Identifier: Apache-2.0
#include "every_shape.h"

/// Every page is memory of its own that ends where its last head ends, as does the output with its last number.
static void attend(long first, long queries, long heads, long group, long dimension) {
    if (!is_due()) return;
    long positions = first + queries, pages = (positions + HF_PAGE_TOKENS - 1) / HF_PAGE_TOKENS;
    long head_floats = hf_page_head_floats(dimension), page_floats = heads * head_floats;
    float **page = malloc((size_t)pages * sizeof *page);
    // The engine's pages are zero at first; scores of slots that hold nothing yet are computed and not used.
    for (long i = 0; i < pages; i++) page[i] = calloc((size_t)page_floats, sizeof(float));
    float *key = numbers(dimension), *value = numbers(dimension);
    for (long position = 0; position < positions; position++)
        for (long head = 0; head < heads; head++)
            hf_page_store(page[position / HF_PAGE_TOKENS] + head * head_floats, position % HF_PAGE_TOKENS, key, value, dimension);

    long stride = heads * group * dimension, query_stride = stride + 2 * heads * dimension;
    float *out = unwritten(queries * stride), *query = numbers((queries - 1) * query_stride + stride);
    float *scratch = unwritten(4 * pages * HF_PAGE_TOKENS);
    for (long head = 0; head < heads; head++)
        hf_paged_attention(
            out + head * group * dimension, stride, query + head * group * dimension, query_stride, (const float *const *)page,
            head * head_floats, first, queries, group, dimension, 0.5f, scratch);
    free(scratch);
    finish(out, queries * stride), finish(query, (queries - 1) * query_stride + stride), finish(key, dimension), finish(value, dimension);
    for (long i = 0; i < pages; i++) finish(page[i], page_floats);
    free(page);
}

void attention_shapes(void) {
    static const long dimensions[] = {2, 4, 6, 14, 16, 18, 30, 32, 34, 48, 64, 66, 80, 126, 128};
    static const long firsts[] = {0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 100};
    static const long counts[] = {1, 2, 3, 33};
    for (unsigned d = 0; d < sizeof dimensions / sizeof *dimensions; d++)
        for (unsigned f = 0; f < sizeof firsts / sizeof *firsts; f++)
            for (unsigned q = 0; q < sizeof counts / sizeof *counts; q++)
                for (long group = 1; group <= 5; group++) attend(firsts[f], counts[q], 1 + (group & 1), group, dimensions[d]);
}

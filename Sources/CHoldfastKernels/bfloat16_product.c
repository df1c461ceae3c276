// SPDX-License-Identifier: Apache-2.0
// Products of bfloat16 matrices with float32 sums, for processors that multiply pairs of bfloat16 (AVX512-BF16).
//
// The right matrix stands in panels of 64 columns, [depth / 2][64] pairs each, so that one load feeds sixteen columns. The left one is
// read pair by pair and needs no order of its own. A block of six rows by 64 columns keeps its sums in registers; a slice of a panel of
// 256 rows stays in the first-level cache while all rows pass it.
#include "CHoldfastKernels.h"
#include "vector.h"

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>
#define HF_PAIRS __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))

enum { panel_columns = HF_PANEL_COLUMNS, slice_pairs = 128, block_rows = 6, chunk_rows = 126 };

int hf_has_bfloat16_product(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

long hf_bfloat16_panels_size(long depth, long columns) {
    return (columns + panel_columns - 1) / panel_columns * ((depth + 1) / 2) * panel_columns;
}

HF_PAIRS static inline __mmask16 first(long count) { return count >= 16 ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1); }

HF_PAIRS void hf_bfloat16_rows(uint32_t *out, const float *x, long stride, long rows, long width) {
    long pairs = (width + 1) / 2;
    for (long row = 0; row < rows; row++) {
        const float *from = x + row * stride;
        uint32_t *to = out + row * pairs;
        long i = 0;
        for (; i + 32 <= width; i += 32)
            _mm512_storeu_si512(to + i / 2, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(from + i + 16), _mm512_loadu_ps(from + i)));
        if (i < width) {
            __m512 low = _mm512_maskz_loadu_ps(first(width - i), from + i), high = _mm512_maskz_loadu_ps(first(width - i - 16), from + i + 16);
            _mm512_mask_storeu_epi32(to + i / 2, first(pairs - i / 2), (__m512i)_mm512_cvtne2ps_pbh(high, low));
        }
    }
}

/// Sixteen pairs of one element of the lower row and one of the upper.
HF_PAIRS static inline __m512i zip(__m512 lower, __m512 upper) {
    __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(lower)), high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(upper));
    return _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

HF_PAIRS void hf_bfloat16_row_pairs(uint32_t *out, const float *x, long stride, long rows, long width) {
    for (long row = 0; row < rows; row += 2)
        for (long i = 0; i < width; i += 16) {
            __mmask16 mask = first(width - i);
            __m512 upper = row + 1 < rows ? _mm512_maskz_loadu_ps(mask, x + (row + 1) * stride + i) : _mm512_setzero_ps();
            _mm512_mask_storeu_epi32(out + row / 2 * width + i, mask, zip(_mm512_maskz_loadu_ps(mask, x + row * stride + i), upper));
        }
}

HF_PAIRS void hf_bfloat16_panels(void *out, const float *x, long stride, long depth, long columns) {
    long pairs = (depth + 1) / 2;
    for (long column = 0; column < columns; column += panel_columns)
        for (long pair = 0; pair < pairs; pair++)
            for (long i = 0; i < panel_columns; i += 16) {
                __mmask16 mask = first(columns - column - i);
                const float *from = x + 2 * pair * stride + column + i;
                __m512 upper = 2 * pair + 1 < depth ? _mm512_maskz_loadu_ps(mask, from + stride) : _mm512_setzero_ps();
                _mm512_storeu_si512(
                    (uint32_t *)out + (column / panel_columns * pairs + pair) * panel_columns + i, zip(_mm512_maskz_loadu_ps(mask, from), upper));
            }
}

HF_PAIRS void hf_bfloat16_panels_transposed(void *out, const float *x, long stride, long depth, long columns) {
    long pairs = (depth + 1) / 2;
    uint32_t row[slice_pairs];
    for (long column = 0; column < (columns + panel_columns - 1) / panel_columns * panel_columns; column++) {
        uint32_t *to = (uint32_t *)out + column / panel_columns * pairs * panel_columns + column % panel_columns;
        for (long start = 0; start < pairs; start += slice_pairs) {
            long count = pairs - start < slice_pairs ? pairs - start : slice_pairs;
            if (column < columns) hf_bfloat16_rows(row, x + column * stride + 2 * start, 0, 1, depth - 2 * start < 2 * count ? depth - 2 * start : 2 * count);
            else memset(row, 0, sizeof row);
            for (long i = 0; i < count; i++) to[(start + i) * panel_columns] = row[i];
        }
    }
}

/// `R` rows by `V` vectors of columns over `pairs` pairs; `last` masks the last vector, a line of what stands `ahead` is asked for with each pair.
HF_PAIRS static inline __attribute__((always_inline)) void block(
    const int R, const int V, float *c, long c_stride, const uint32_t *a, long a_row, long a_pair, const uint32_t *panel, long pairs,
    __mmask16 last, int adds, const uint32_t *ahead) {
    __m512 sum[6][4];
    for (int r = 0; r < R; r++)
        for (int v = 0; v < V; v++)
            sum[r][v] = adds ? _mm512_maskz_loadu_ps(v + 1 < V ? 0xffff : last, c + r * c_stride + 16 * v) : _mm512_setzero_ps();
    for (long pair = 0; pair < pairs; pair++) {
        __m512bh column[4];
        __builtin_prefetch(ahead + 16 * pair, 0, 3);
        for (int v = 0; v < V; v++) column[v] = (__m512bh)_mm512_loadu_si512(panel + pair * panel_columns + 16 * v);
        for (int r = 0; r < R; r++) {
            __m512bh left = (__m512bh)_mm512_set1_epi32((int)a[r * a_row + pair * a_pair]);
            for (int v = 0; v < V; v++) sum[r][v] = _mm512_dpbf16_ps(sum[r][v], left, column[v]);
        }
    }
    for (int r = 0; r < R; r++)
        for (int v = 0; v < V; v++) _mm512_mask_storeu_ps(c + r * c_stride + 16 * v, v + 1 < V ? 0xffff : last, sum[r][v]);
}

#define ROWS(R)                                                                                                    \
    HF_PAIRS static __attribute__((noinline)) void rows_##R(                                                        \
        float *c, long c_stride, const uint32_t *a, long a_row, long a_pair, const uint32_t *panel, long pairs, long columns, int adds, const uint32_t *ahead) { \
        __mmask16 last = first((columns - 1) % 16 + 1);                                                             \
        switch ((columns + 15) / 16) {                                                                              \
        case 1: block(R, 1, c, c_stride, a, a_row, a_pair, panel, pairs, last, adds, ahead); break;                         \
        case 2: block(R, 2, c, c_stride, a, a_row, a_pair, panel, pairs, last, adds, ahead); break;                         \
        case 3: block(R, 3, c, c_stride, a, a_row, a_pair, panel, pairs, last, adds, ahead); break;                         \
        default: block(R, 4, c, c_stride, a, a_row, a_pair, panel, pairs, last, adds, ahead); break;                        \
        }                                                                                                           \
    }
ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6)

void hf_bfloat16_product(
    float *c, long c_stride, const uint32_t *a, long a_row, long a_pair, const void *panels, long rows, long columns, long depth, int adds) {
    static void (*const blocks[])(float *, long, const uint32_t *, long, long, const uint32_t *, long, long, int, const uint32_t *) = {
        rows_1, rows_2, rows_3, rows_4, rows_5, rows_6};
    long pairs = (depth + 1) / 2;
    for (long from = 0; from < rows; from += chunk_rows) {
        long to = rows - from < chunk_rows ? rows : from + chunk_rows;
        for (long column = 0; column < columns; column += panel_columns) {
            long width = columns - column < panel_columns ? columns - column : panel_columns;
            for (long start = 0; start < pairs; start += slice_pairs) {
                long count = pairs - start < slice_pairs ? pairs - start : slice_pairs;
                const uint32_t *panel = (const uint32_t *)panels + (column / panel_columns * pairs + start) * panel_columns;
                // Behind a slice stands what is read next: four blocks of rows have time to ask for all of it.
                const uint32_t *ahead = panel + count * panel_columns;
                for (long row = from; row < to; row += block_rows, ahead += 16 * count) {
                    long height = to - row < block_rows ? to - row : block_rows;
                    blocks[height - 1](
                        c + row * c_stride + column, c_stride, a + row * a_row + start * a_pair, a_row, a_pair, panel, count, width,
                        adds || start > 0, row - from < 4 * block_rows ? ahead : panel);
                }
            }
        }
    }
}

#else

int hf_has_bfloat16_product(void) { return 0; }
long hf_bfloat16_panels_size(long depth, long columns) { (void)depth, (void)columns; return 0; }
// Never called where `hf_has_bfloat16_product` is 0.
void hf_bfloat16_rows(uint32_t *out, const float *x, long stride, long rows, long width) { __builtin_trap(); }
void hf_bfloat16_row_pairs(uint32_t *out, const float *x, long stride, long rows, long width) { __builtin_trap(); }
void hf_bfloat16_panels(void *out, const float *x, long stride, long depth, long columns) { __builtin_trap(); }
void hf_bfloat16_panels_transposed(void *out, const float *x, long stride, long depth, long columns) { __builtin_trap(); }
void hf_bfloat16_product(
    float *c, long c_stride, const uint32_t *a, long a_row, long a_pair, const void *panels, long rows, long columns, long depth, int adds) {
    __builtin_trap();
}
#endif

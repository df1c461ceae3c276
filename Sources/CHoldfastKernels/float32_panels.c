// SPDX-License-Identifier: Apache-2.0
// Right matrices of products in panels of 64 columns, [depth][64] each. Columns that the matrix has not are zero.
#include "CHoldfastKernels.h"
#include "vector.h"

enum { panel_columns = HF_PANEL_COLUMNS };

long hf_float32_panels_size(long depth, long columns) { return (columns + panel_columns - 1) / panel_columns * panel_columns * depth; }

HF_CLONES void hf_float32_panels(void *out, const float *x, long stride, long depth, long columns) {
    for (long column = 0; column < columns; column += panel_columns) {
        long width = columns - column < panel_columns ? columns - column : panel_columns;
        float *panel = (float *)out + column * depth;
        for (long k = 0; k < depth; k++) {
            float *to = panel + k * panel_columns;
            const float *from = x + k * stride + column;
            long j = 0;
            for (; j + 16 <= width; j += 16) HF_STORE(to + j, HF_LOAD(from + j));
            for (; j < panel_columns; j++) to[j] = j < width ? from[j] : 0;
        }
    }
}

#define EACH_HALF(x, y)                                                                                                            \
    _Pragma("unroll") for (int i = 0; i < 8; i++) {                                                                                \
        y[2 * i] = __builtin_shufflevector(x[i], x[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);                 \
        y[2 * i + 1] = __builtin_shufflevector(x[i], x[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);       \
    }

/// Turns sixteen rows of sixteen numbers over their diagonal: each of four rounds interleaves row i with row i + 8, as cards are shuffled.
HF_INLINE void turn(v16 *x) {
    v16 y[16];
    EACH_HALF(x, y)
    EACH_HALF(y, x)
    EACH_HALF(x, y)
    EACH_HALF(y, x)
}

HF_CLONES void hf_float32_panels_transposed(void *out, const float *x, long stride, long depth, long columns) {
    for (long column = 0; column < columns; column += panel_columns)
        for (long j = column; j < column + panel_columns; j += 16) {
            float *panel = (float *)out + column * depth + j - column;
            long k = 0;
            for (; j + 16 <= columns && k + 16 <= depth; k += 16) {
                v16 square[16];
#pragma unroll
                for (int i = 0; i < 16; i++) square[i] = HF_LOAD(x + (j + i) * stride + k);
                turn(square);
#pragma unroll
                for (int i = 0; i < 16; i++) HF_STORE(panel + (k + i) * panel_columns, square[i]);
            }
            for (; k < depth; k++)
                for (long i = 0; i < 16; i++) panel[k * panel_columns + i] = j + i < columns ? x[(j + i) * stride + k] : 0;
        }
}

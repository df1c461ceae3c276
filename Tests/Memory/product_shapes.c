// SPDX-License-Identifier: Apache-2.0
#include "every_shape.h"

static uint32_t *words(long count) { return malloc((size_t)count * sizeof(uint32_t)); }

/// c = a * b with both matrices in each of their layouts; `between` numbers stand between rows and are not to be read.
static void multiply(long rows, long columns, long depth, long between) {
    if (!is_due()) return;
    long pairs = (depth + 1) / 2, panel_words = hf_bfloat16_panels_size(depth, columns);
    long a_stride = depth + between, b_stride = columns + between, across = rows + between, c_stride = columns + between;
    long a_count = (rows - 1) * a_stride + depth, b_count = (depth - 1) * b_stride + columns;
    long turned_count = (columns - 1) * a_stride + depth, across_count = (depth - 1) * across + rows, c_count = (rows - 1) * c_stride + columns;
    float *a = numbers(a_count), *b = numbers(b_count), *turned = numbers(turned_count), *a_across = numbers(across_count), *c = numbers(c_count);
    uint32_t *left = words(rows * pairs), *left_across = words(pairs * rows), *panels = words(panel_words), *panels_turned = words(panel_words);
    hf_bfloat16_rows(left, a, a_stride, rows, depth);
    hf_bfloat16_row_pairs(left_across, a_across, across, depth, rows);
    hf_bfloat16_panels(panels, b, b_stride, depth, columns);
    hf_bfloat16_panels_transposed(panels_turned, turned, a_stride, depth, columns);
    hf_bfloat16_product(c, c_stride, left, pairs, 1, panels, rows, columns, depth, 0);
    hf_bfloat16_product(c, c_stride, left_across, 1, rows, panels_turned, rows, columns, depth, 1);
    free(left), free(left_across), free(panels), free(panels_turned);
    finish(a, a_count), finish(b, b_count), finish(turned, turned_count), finish(a_across, across_count), finish(c, c_count);
}

/// The same in float32: panels of both layouts, by each kernel that this processor has, and matrices laid out on the way.
static void multiply_float32(long rows, long columns, long depth, long between) {
    if (!is_due()) return;
    long a_stride = depth + between, b_stride = columns + between, across = rows + between, c_stride = columns + between;
    long a_count = (rows - 1) * a_stride + depth, b_count = (depth - 1) * b_stride + columns, size = hf_float32_panels_size(depth, columns);
    long turned_count = (columns - 1) * a_stride + depth, across_count = (depth - 1) * across + rows, c_count = (rows - 1) * c_stride + columns;
    float *a = numbers(a_count), *b = numbers(b_count), *turned = numbers(turned_count), *a_across = numbers(across_count), *c = numbers(c_count);
    float *panels = malloc((size_t)size * sizeof *panels), *scratch = malloc(HF_PRODUCT_SCRATCH * sizeof *scratch);
    for (int kind = 0; kind <= hf_float32_kind(); kind++) {
        hf_float32_panels(panels, b, b_stride, depth, columns);
        hf_float32_product_of_kind(kind, c, c_stride, a, a_stride, 1, panels, rows, columns, depth, 0);
        hf_float32_panels_transposed(panels, turned, a_stride, depth, columns);
        hf_float32_product_of_kind(kind, c, c_stride, a_across, 1, across, panels, rows, columns, depth, 1);
    }
    hf_float32_product_packing(c, c_stride, a, a_stride, 1, b, b_stride, 0, scratch, rows, columns, depth, 1);
    hf_float32_product_packing(c, c_stride, a_across, 1, across, turned, a_stride, 1, scratch, rows, columns, depth, 0);
    free(panels), free(scratch);
    finish(a, a_count), finish(b, b_count), finish(turned, turned_count), finish(a_across, across_count), finish(c, c_count);
}

void product_shapes(void) {
    static const long some[] = {1, 2, 5, 6, 7, 13};
    static const long widths[] = {1, 2, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 79, 128, 130};
    static const long depths[] = {1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 255, 256, 257, 513};
    for (unsigned r = 0; r < sizeof some / sizeof *some; r++)
        for (unsigned w = 0; w < sizeof widths / sizeof *widths; w++)
            for (unsigned d = 0; d < sizeof depths / sizeof *depths; d++) {
                multiply_float32(some[r], widths[w], depths[d], (long)(w + d) % 3);
                if (hf_has_bfloat16_product()) multiply(some[r], widths[w], depths[d], (long)(w + d) % 3);
            }
    multiply_float32(257, 515, 130, 1);
}

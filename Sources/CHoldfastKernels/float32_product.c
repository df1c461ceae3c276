// SPDX-License-Identifier: Apache-2.0
// Products of float32 matrices.
//
// The right matrix stands in panels of 64 columns, [depth][64] each, laid out once for weights that are read often and in slices on the way
// for others. A block of rows by columns keeps its sums in registers, each sum one chain along the depth: a row's result depends on nothing
// but the row. The left matrix is read number by number in any order. Loops in the manner of Goto and van de Geijn (2008): a slice of the
// panels stays in the second-level cache, and with it as many rows as have their part of the slice there too.
#include "CHoldfastKernels.h"
#include "vector.h"

enum { panel_columns = HF_PANEL_COLUMNS, slice_depth = 128, most_rows = 6, chunk_rows = 126, near_rows = 128, packed_columns = 512 };

/// A number sixteen times, without the addition to zero that HF_SPLAT is.
#define ALL(x) ((v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x})

/// `R` rows by `V` vectors of columns of a panel. `ahead` is memory that will be read soon: a line of it is asked for at each step.
HF_INLINE void block(
    const int R, const int V, float *c, long c_stride, const float *a, long a_row, long a_depth, const float *b, long depth, int adds,
    const float *ahead) {
    v16 sum[most_rows][4];
    // The rows below come next.
#pragma unroll
    for (int r = R; r < 2 * R; r++)
#pragma unroll
        for (int v = 0; v < V; v++) __builtin_prefetch(c + r * c_stride + 16 * v, 1, 3);
#pragma unroll
    for (int r = 0; r < R; r++)
#pragma unroll
        for (int v = 0; v < V; v++) sum[r][v] = adds ? HF_LOAD(c + r * c_stride + 16 * v) : (v16){};
    for (long k = 0; k < depth; k++) {
        v16 column[4];
        __builtin_prefetch(ahead + 16 * k, 0, 3);
#pragma unroll
        for (int v = 0; v < V; v++) column[v] = HF_LOAD(b + k * panel_columns + 16 * v);
#pragma unroll
        for (int r = 0; r < R; r++) {
            float number = a[r * a_row + k * a_depth];
            v16 left = ALL(number);
#pragma unroll
            for (int v = 0; v < V; v++) sum[r][v] += left * column[v];
        }
    }
#pragma unroll
    for (int r = 0; r < R; r++)
#pragma unroll
        for (int v = 0; v < V; v++) HF_STORE(c + r * c_stride + 16 * v, sum[r][v]);
}

#define BLOCK_ARGUMENTS                                                                                                            \
    float *c, long c_stride, const float *a, long a_row, long a_depth, const float *b, long depth, long vectors, int adds, const float *ahead

/// Up to a processor's number of rows by up to four vectors of columns.
typedef void block_function(BLOCK_ARGUMENTS);
typedef struct {
    block_function *_Nullable of_rows[most_rows];
    long rows;
} block_table;

// Registers of sixteen floats: four vectors of columns by six rows leave some for what is multiplied.
#define WIDE(TARGET, R)                                                                                                            \
    TARGET static __attribute__((noinline)) void wide_##R(BLOCK_ARGUMENTS) {                                                       \
        switch (vectors) {                                                                                                         \
        case 1: return block(R, 1, c, c_stride, a, a_row, a_depth, b, depth, adds, ahead);                                         \
        case 2: return block(R, 2, c, c_stride, a, a_row, a_depth, b, depth, adds, ahead);                                         \
        case 3: return block(R, 3, c, c_stride, a, a_row, a_depth, b, depth, adds, ahead);                                         \
        default: return block(R, 4, c, c_stride, a, a_row, a_depth, b, depth, adds, ahead);                                        \
        }                                                                                                                          \
    }
// Smaller registers: one vector of columns at a time.
#define NARROW(NAME, TARGET, R)                                                                                                    \
    TARGET static __attribute__((noinline)) void NAME##_##R(BLOCK_ARGUMENTS) {                                                     \
        for (long v = 0; v < vectors; v++)                                                                                         \
            block(R, 1, c + 16 * v, c_stride, a, a_row, a_depth, b + 16 * v, depth, adds, ahead);                                  \
    }

#if defined(__x86_64__)
// Features by name: a name of an architecture makes the compiler break vectors of 64 bytes in two.
#define WITH_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma")))
#define WITH_AVX2 __attribute__((target("avx2,fma")))
WIDE(WITH_AVX512, 1) WIDE(WITH_AVX512, 2) WIDE(WITH_AVX512, 3) WIDE(WITH_AVX512, 4) WIDE(WITH_AVX512, 5) WIDE(WITH_AVX512, 6)
NARROW(half, WITH_AVX2, 1) NARROW(half, WITH_AVX2, 2) NARROW(half, WITH_AVX2, 3) NARROW(half, WITH_AVX2, 4) NARROW(half, WITH_AVX2, 5) NARROW(half, WITH_AVX2, 6)
NARROW(small, , 1) NARROW(small, , 2)

static const block_table kinds[] = {
    {{small_1, small_2}, 2}, {{half_1, half_2, half_3, half_4, half_5, half_6}, 6}, {{wide_1, wide_2, wide_3, wide_4, wide_5, wide_6}, 6}};

int hf_float32_kind(void) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return 2;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#else
NARROW(small, , 1) NARROW(small, , 2) NARROW(small, , 3) NARROW(small, , 4) NARROW(small, , 5) NARROW(small, , 6)
static const block_table kinds[] = {{{small_1, small_2, small_3, small_4, small_5, small_6}, 6}};

int hf_float32_kind(void) { return 0; }
#endif

/// A block of whose last vector of columns some lie outside of `c`.
static void edge(
    block_function *run, float *c, long c_stride, const float *a, long a_row, long a_depth, const float *b, long depth, long height, long width,
    int adds) {
    float whole[most_rows * panel_columns];
    memset(whole, 0, sizeof whole);
    for (long r = 0; adds && r < height; r++) memcpy(whole + r * panel_columns, c + r * c_stride, (size_t)width * sizeof *c);
    run(whole, panel_columns, a, a_row, a_depth, b, depth, (width + 15) / 16, adds, b);
    for (long r = 0; r < height; r++) memcpy(c + r * c_stride, whole + r * panel_columns, (size_t)width * sizeof *c);
}

/// Rows by a slice of one panel, behind which stands what is read next: four blocks of rows have time to ask for all of it.
static void panel(
    const block_table *table, float *c, long c_stride, const float *a, long a_row, long a_depth, const float *b, long rows, long width, long depth,
    int adds) {
    const float *next = b + depth * panel_columns;
    for (long row = 0; row < rows; row += table->rows, next += depth * 16) {
        long height = rows - row < table->rows ? rows - row : table->rows;
        block_function *run = table->of_rows[height - 1];
        float *place = c + row * c_stride;
        const float *left = a + row * a_row;
        if (width % 16) edge(run, place, c_stride, left, a_row, a_depth, b, depth, height, width, adds);
        else run(place, c_stride, left, a_row, a_depth, b, depth, width / 16, adds, row < 4 * table->rows ? next : b);
    }
}

void hf_float32_product_of_kind(
    int kind, float *c, long c_stride, const float *a, long a_row, long a_depth, const void *panels, long rows, long columns, long depth, int adds) {
    const block_table *table = &kinds[kind];
    for (long from = 0; from < rows; from += chunk_rows) {
        long count = rows - from < chunk_rows ? rows - from : chunk_rows;
        for (long column = 0; column < columns; column += panel_columns) {
            long width = columns - column < panel_columns ? columns - column : panel_columns;
            for (long start = 0; start < depth; start += slice_depth) {
                long part = depth - start < slice_depth ? depth - start : slice_depth;
                panel(
                    table, c + from * c_stride + column, c_stride, a + from * a_row + start * a_depth, a_row, a_depth,
                    (const float *)panels + column * depth + start * panel_columns, count, width, part, adds || start > 0);
            }
        }
    }
}

void hf_float32_product(
    float *c, long c_stride, const float *a, long a_row, long a_depth, const void *panels, long rows, long columns, long depth, int adds) {
    hf_float32_product_of_kind(hf_float32_kind(), c, c_stride, a, a_row, a_depth, panels, rows, columns, depth, adds);
}

void hf_float32_product_packing(
    float *c, long c_stride, const float *a, long a_row, long a_depth, const float *b, long b_stride, int turned, float *scratch, long rows,
    long columns, long depth, int adds) {
    const block_table *table = &kinds[hf_float32_kind()];
    float *near = scratch + packed_columns * slice_depth;
    for (long first = 0; first < columns; first += packed_columns)
        for (long start = 0; start < depth; start += slice_depth) {
            long wide = columns - first < packed_columns ? columns - first : packed_columns;
            long part = depth - start < slice_depth ? depth - start : slice_depth;
            if (turned) hf_float32_panels_transposed(scratch, b + first * b_stride + start, b_stride, part, wide);
            else hf_float32_panels(scratch, b + start * b_stride + first, b_stride, part, wide);
            for (long from = 0; from < rows; from += chunk_rows) {
                long count = rows - from < chunk_rows ? rows - from : chunk_rows;
                const float *left = a + from * a_row + start * a_depth;
                long left_depth = a_depth;
                if (a_row == 1) {
                    // Far apart as they stand, they would push each other out of the cache.
                    for (long k = 0; k < part; k++) memcpy(near + k * near_rows, left + k * a_depth, (size_t)count * sizeof *near);
                    left = near;
                    left_depth = near_rows;
                }
                for (long column = 0; column < wide; column += panel_columns)
                    panel(
                        table, c + from * c_stride + first + column, c_stride, left, a_row, left_depth, scratch + column * part, count,
                        wide - column < panel_columns ? wide - column : panel_columns, part, adds || start > 0);
            }
        }
}

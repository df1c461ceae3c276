// SPDX-License-Identifier: Apache-2.0
#include "CHoldfastKernels.h"
#include "vector.h"

HF_INLINE float sum_of_products(const float *a, const float *b, const float *c, long width) {
    v16 sum = HF_SPLAT(0);
    long i = 0;
    for (; i + 16 <= width; i += 16) sum += HF_LOAD(a + i) * HF_LOAD(b + i) * (c ? HF_LOAD(c + i) : HF_SPLAT(1));
    if (i < width) {
        v16 x, y, z = HF_SPLAT(1);
        hf_load_part(&x, a + i, width - i, 0);
        hf_load_part(&y, b + i, width - i, 0);
        if (c) hf_load_part(&z, c + i, width - i, 0);
        sum += x * y * z;
    }
    return hf_fold_sum(&sum);
}

HF_CLONES void hf_rmsnorm_forward(
    float *y, float *rstd, const float *x, const float *weight, long rows, long width, float epsilon) {
    for (long row = 0; row < rows; row++, x += width, y += width) {
        float scale = 1.0f / sqrtf(sum_of_products(x, x, 0, width) / (float)width + epsilon);
        rstd[row] = scale;
        for (long i = 0; i < width; i++) y[i] = x[i] * scale * weight[i];
    }
}

HF_CLONES void hf_rmsnorm_backward(
    float *dx, float *dweight, float *dy, const float *x, const float *weight, const float *rstd, long rows, long width) {
    for (long row = 0; row < rows; row++, x += width, dx += width, dy += width) {
        float scale = rstd[row];
        // d y / d x = scale * (weight * dy - x * scale^2 * mean(weight * dy * x))
        float mean = sum_of_products(dy, weight, x, width) * scale * scale / (float)width;
        for (long i = 0; i < width; i++) {
            dweight[i] += dy[i] * x[i] * scale;
            dx[i] += scale * (weight[i] * dy[i] - x[i] * mean);
            dy[i] = x[i] * scale * weight[i];
        }
    }
}

HF_CLONES void hf_head_rmsnorm_forward(
    float *x, float *saved, float *rstd, const float *weight, long rows, long stride, long heads, long dimension, float epsilon) {
    for (long row = 0; row < rows; row++, x += stride) {
        for (long head = 0; head < heads; head++) {
            float *h = x + head * dimension;
            float scale = 1.0f / sqrtf(sum_of_products(h, h, 0, dimension) / (float)dimension + epsilon);
            if (saved && rstd) {
                memcpy(saved + (row * heads + head) * dimension, h, (size_t)dimension * sizeof(float));
                rstd[row * heads + head] = scale;
            }
            for (long i = 0; i < dimension; i++) h[i] = h[i] * scale * weight[i];
        }
    }
}

HF_CLONES void hf_head_rmsnorm_backward(
    float *gradient, float *dweight, const float *saved, const float *rstd, const float *weight, long rows, long stride, long heads,
    long dimension) {
    for (long row = 0; row < rows; row++, gradient += stride) {
        for (long head = 0; head < heads; head++, saved += dimension) {
            float *dy = gradient + head * dimension;
            float scale = *rstd++;
            // As above, in place: dy is no longer needed once its own element is done.
            float mean = sum_of_products(dy, weight, saved, dimension) * scale * scale / (float)dimension;
            for (long i = 0; i < dimension; i++) {
                dweight[i] += dy[i] * saved[i] * scale;
                dy[i] = scale * (weight[i] * dy[i] - saved[i] * mean);
            }
        }
    }
}

// A part of attention's derivative; it stands here for the sum it uses.
HF_CLONES void hf_row_dots(float *out, const float *a, long a_stride, const float *b, long b_stride, long rows, long width) {
    for (long row = 0; row < rows; row++) out[row] = sum_of_products(a + row * a_stride, b + row * b_stride, 0, width);
}

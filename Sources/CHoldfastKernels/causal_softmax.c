// SPDX-License-Identifier: Apache-2.0
#include "CHoldfastKernels.h"
#include "vector.h"

/// x = exp(x * scale - offset) over `count` elements; returns the sum.
HF_INLINE float exponentials(float *x, long count, float scale, float offset) {
    v16 sum = HF_SPLAT(0);
    long i = 0;
    for (; i + 16 <= count; i += 16) {
        v16 e = HF_LOAD(x + i) * scale - offset;
        hf_exp(&e);
        sum += e;
        HF_STORE(x + i, e);
    }
    if (i < count) {
        v16 e;
        hf_load_part(&e, x + i, count - i, -INFINITY);
        e = e * scale - offset;
        hf_exp(&e);
        hf_store_part(x + i, &e, count - i);
        hf_load_part(&e, x + i, count - i, 0);
        sum += e;
    }
    return hf_fold_sum(&sum);
}

HF_CLONES void hf_causal_softmax_forward(float *scores, float *lse, long rows, long width, long stride, long first, float scale) {
    for (long row = 0; row < rows; row++) {
        float *x = scores + row * stride;
        long count = first + row + 1;
        v16 top = HF_SPLAT(-INFINITY);
        long i = 0;
        for (; i + 16 <= count; i += 16) {
            v16 y = HF_LOAD(x + i);
            hf_max(&top, &y);
        }
        if (i < count) {
            v16 y;
            hf_load_part(&y, x + i, count - i, -INFINITY);
            hf_max(&top, &y);
        }
        float peak = hf_fold_max(&top) * scale;
        float sum = exponentials(x, count, scale, peak);
        float inverse = 1.0f / sum;
        for (long j = 0; j < count; j++) x[j] *= inverse;
        for (long j = count; j < width; j++) x[j] = 0;
        lse[row] = peak + logf(sum);
    }
}

HF_CLONES void hf_causal_softmax_again(float *scores, const float *lse, long rows, long width, long stride, long first, float scale) {
    for (long row = 0; row < rows; row++) {
        float *x = scores + row * stride;
        long count = first + row + 1;
        exponentials(x, count, scale, lse[row]);
        for (long j = count; j < width; j++) x[j] = 0;
    }
}

HF_CLONES void hf_causal_softmax_backward(
    float *gradient, const float *probabilities, const float *inner, long rows, long width, long stride, float scale) {
    for (long row = 0; row < rows; row++) {
        float *restrict g = gradient + row * stride;
        const float *restrict p = probabilities + row * stride;
        float d = inner[row];
        // With p = softmax(scale * s): ds = scale * p * (dp - sum of dp * p), whose sum is that of dO * O since O is p times the values.
        for (long i = 0; i < width; i++) g[i] = p[i] * (g[i] - d) * scale;
    }
}

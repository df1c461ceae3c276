// SPDX-License-Identifier: Apache-2.0
#include "CHoldfastKernels.h"
#include "vector.h"

HF_CLONES double hf_sum_of_squares(const float *x, long count) {
    typedef double d8 __attribute__((vector_size(64), aligned(8)));
    typedef float f8 __attribute__((vector_size(32), aligned(4), may_alias));
    d8 sum = {};
    long i = 0;
    for (; i + 8 <= count; i += 8) {
        d8 y = __builtin_convertvector(*(const f8 *)(x + i), d8);
        sum += y * y;
    }
    double total = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
    for (; i < count; i++) total += (double)x[i] * x[i];
    return total;
}

HF_CLONES void hf_adamw(
    float *restrict weight, float *restrict mean, float *restrict square, const float *restrict gradient, long count, hf_adamw_step step) {
    float keep = 1.0f - step.learning_rate * step.weight_decay;
    float rate = step.learning_rate / step.correction1;
    float root = 1.0f / sqrtf(step.correction2);
    for (long i = 0; i < count; i++) {
        float g = gradient[i] * step.gradient_scale;
        float m = step.beta1 * mean[i] + (1.0f - step.beta1) * g;
        float v = step.beta2 * square[i] + (1.0f - step.beta2) * g * g;
        mean[i] = m;
        square[i] = v;
        weight[i] = weight[i] * keep - rate * m / (sqrtf(v) * root + step.epsilon);
    }
}

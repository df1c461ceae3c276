// SPDX-License-Identifier: Apache-2.0
#include "CHoldfastKernels.h"
#include "vector.h"

void hf_rope_tables(float *cosine, float *sine, const float *frequencies, long positions, long half) {
    for (long i = 0; i < half; i++) {
        for (long p = 0; p < positions; p++) {
            float angle = (float)p * frequencies[i];
            cosine[p * half + i] = (float)cos((double)angle);
            sine[p * half + i] = (float)sin((double)angle);
        }
    }
}

HF_CLONES void hf_rope(
    float *x, const int32_t *positions, const float *cosine, const float *sine, long rows, long stride, long heads, long dimension,
    float direction) {
    long half = dimension / 2;
    for (long row = 0; row < rows; row++) {
        const float *c = cosine + positions[row] * half, *s = sine + positions[row] * half;
        for (long head = 0; head < heads; head++) {
            float *restrict first = x + row * stride + head * dimension, *restrict second = first + half;
            for (long i = 0; i < half; i++) {
                float a = first[i], b = second[i], turn = direction * s[i];
                first[i] = a * c[i] - b * turn;
                second[i] = b * c[i] + a * turn;
            }
        }
    }
}

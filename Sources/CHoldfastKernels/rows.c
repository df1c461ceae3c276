// SPDX-License-Identifier: Apache-2.0
#include "CHoldfastKernels.h"
#include "vector.h"

void hf_gather_rows(float *out, const float *table, const int32_t *index, long rows, long width) {
    for (long row = 0; row < rows; row++) memcpy(out + row * width, table + index[row] * width, (size_t)width * sizeof(float));
}

// The derivative of the gathering above.
HF_CLONES void hf_scatter_add_rows(float *table, const float *x, const int32_t *index, long rows, long width) {
    for (long row = 0; row < rows; row++) {
        float *restrict to = table + index[row] * width;
        const float *restrict from = x + row * width;
        for (long i = 0; i < width; i++) to[i] += from[i];
    }
}

HF_CLONES void hf_add(float *restrict y, const float *restrict x, long count) {
    for (long i = 0; i < count; i++) y[i] += x[i];
}

void hf_from_bfloat16(float *out, const uint16_t *x, long count) {
    for (long i = 0; i < count; i++) {
        uint32_t bits = (uint32_t)x[i] << 16;
        memcpy(out + i, &bits, sizeof bits);
    }
}

void hf_to_bfloat16(uint16_t *out, const float *x, long count) {
    for (long i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, sizeof bits);
        if (x[i] != x[i]) out[i] = (uint16_t)((bits >> 16) | 0x40);
        else out[i] = (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}

void hf_from_half(float *out, const uint16_t *x, long count) {
    for (long i = 0; i < count; i++) {
        uint32_t sign = (uint32_t)(x[i] & 0x8000) << 16, exponent = (x[i] >> 10) & 31, fraction = x[i] & 1023;
        if (exponent == 0) {
            out[i] = ldexpf((float)fraction, -24) * (sign ? -1.0f : 1.0f);
        } else {
            uint32_t bits = sign | (exponent == 31 ? 255u : exponent + 112) << 23 | fraction << 13;
            memcpy(out + i, &bits, sizeof bits);
        }
    }
}

HF_CLONES void hf_scale(float *x, float factor, long count) {
    for (long i = 0; i < count; i++) x[i] *= factor;
}

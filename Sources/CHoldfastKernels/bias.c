// SPDX-License-Identifier: Apache-2.0
#include "CHoldfastKernels.h"
#include "vector.h"

HF_CLONES void hf_bias_forward(float *restrict y, const float *restrict bias, long rows, long width) {
    for (long row = 0; row < rows; row++, y += width)
        for (long i = 0; i < width; i++) y[i] += bias[i];
}

HF_CLONES void hf_bias_backward(float *restrict dbias, const float *restrict dy, long rows, long width) {
    for (long row = 0; row < rows; row++, dy += width)
        for (long i = 0; i < width; i++) dbias[i] += dy[i];
}

// SPDX-License-Identifier: Apache-2.0
#include "CHoldfastKernels.h"
#include "vector.h"

HF_INLINE void sigmoid(v16 *x) {
    v16 e = -*x;
    hf_exp(&e);
    *x = 1.0f / (1.0f + e);
}

HF_INLINE void forward(v16 *y, const v16 *gate, const v16 *up) {
    v16 s = *gate;
    sigmoid(&s);
    *y = *gate * s * *up;
}

HF_INLINE void backward(v16 *dgate, v16 *dup, const v16 *gate, const v16 *up, const v16 *dy) {
    v16 s = *gate;
    sigmoid(&s);
    v16 silu = *gate * s;
    *dup = *dy * silu;
    *dgate = *dy * *up * (s + silu * (1.0f - s));
}

HF_CLONES void hf_swiglu_forward(float *y, const float *gate_up, long rows, long width) {
    for (long row = 0; row < rows; row++, y += width, gate_up += 2 * width) {
        long i = 0;
        for (; i + 16 <= width; i += 16) {
            v16 gate = HF_LOAD(gate_up + i), up = HF_LOAD(gate_up + width + i), result;
            forward(&result, &gate, &up);
            HF_STORE(y + i, result);
        }
        if (i < width) {
            v16 gate, up, result;
            hf_load_part(&gate, gate_up + i, width - i, 0);
            hf_load_part(&up, gate_up + width + i, width - i, 0);
            forward(&result, &gate, &up);
            hf_store_part(y + i, &result, width - i);
        }
    }
}

HF_CLONES void hf_swiglu_backward(float *dgate_up, const float *gate_up, const float *dy, long rows, long width) {
    for (long row = 0; row < rows; row++, dy += width, gate_up += 2 * width, dgate_up += 2 * width) {
        long i = 0;
        for (; i + 16 <= width; i += 16) {
            v16 gate = HF_LOAD(gate_up + i), up = HF_LOAD(gate_up + width + i), d = HF_LOAD(dy + i), dgate, dup;
            backward(&dgate, &dup, &gate, &up, &d);
            HF_STORE(dgate_up + i, dgate);
            HF_STORE(dgate_up + width + i, dup);
        }
        if (i < width) {
            v16 gate, up, d, dgate, dup;
            hf_load_part(&gate, gate_up + i, width - i, 0);
            hf_load_part(&up, gate_up + width + i, width - i, 0);
            hf_load_part(&d, dy + i, width - i, 0);
            backward(&dgate, &dup, &gate, &up, &d);
            hf_store_part(dgate_up + i, &dgate, width - i);
            hf_store_part(dgate_up + width + i, &dup, width - i);
        }
    }
}

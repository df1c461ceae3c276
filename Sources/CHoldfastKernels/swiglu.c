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

/// `gate`, `up` and `dy` become dgate, dup and y. The derivative of gate * s is s + gate * s * (1 - s), with s the sigmoid of gate.
HF_INLINE void backward(v16 *gate, v16 *up, v16 *dy) {
    v16 s = *gate;
    sigmoid(&s);
    v16 silu = *gate * s, y = silu * *up, dup = *dy * silu;
    *gate = *dy * *up * (s + silu * (1.0f - s));
    *up = dup;
    *dy = y;
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

HF_CLONES void hf_swiglu_backward(float *gate_up, float *dy, long rows, long width) {
    for (long row = 0; row < rows; row++, dy += width, gate_up += 2 * width) {
        long i = 0;
        for (; i + 16 <= width; i += 16) {
            v16 gate = HF_LOAD(gate_up + i), up = HF_LOAD(gate_up + width + i), d = HF_LOAD(dy + i);
            backward(&gate, &up, &d);
            HF_STORE(gate_up + i, gate);
            HF_STORE(gate_up + width + i, up);
            HF_STORE(dy + i, d);
        }
        if (i < width) {
            v16 gate, up, d;
            hf_load_part(&gate, gate_up + i, width - i, 0);
            hf_load_part(&up, gate_up + width + i, width - i, 0);
            hf_load_part(&d, dy + i, width - i, 0);
            backward(&gate, &up, &d);
            hf_store_part(gate_up + i, &gate, width - i);
            hf_store_part(gate_up + width + i, &up, width - i);
            hf_store_part(dy + i, &d, width - i);
        }
    }
}

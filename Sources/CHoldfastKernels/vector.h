// SPDX-License-Identifier: Apache-2.0
// Sixteen floats at a time, in plain vector extensions: one AVX-512 register, two AVX2 registers or four of the base set.
//
// Sums are kept in sixteen partial sums and folded in a fixed tree, so results do not depend on what the compiler chooses.
// Inline functions take vectors by pointer because the calling convention of by-value vectors differs between clones.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

// A build for one kind of processor alone defines HF_CLONES as nothing, as scripts/sanitize does to see each of the three.
// What picks a clone runs before the thread sanitizer is ready, and would crash in it.
#if !defined(HF_CLONES)
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define HF_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define HF_CLONES
#endif
#endif
#define HF_INLINE static inline __attribute__((always_inline))

typedef float v16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t i16 __attribute__((vector_size(64), aligned(4), may_alias));

#define HF_LOAD(p) (*(const v16 *)(p))
#define HF_STORE(p, x) (*(v16 *)(p) = (x))
#define HF_SPLAT(x) ((v16){} + (float)(x))
/// a where the comparison holds, else b: C has no conditional operator on vectors.
#define HF_SELECT(mask, a, b) ((v16)(((mask) & (i16)(a)) | (~(mask) & (i16)(b))))

/// The first `count` floats, then `fill`.
HF_INLINE void hf_load_part(v16 *out, const float *p, long count, float fill) {
    float part[16];
    for (long i = 0; i < 16; i++) part[i] = i < count ? p[i] : fill;
    *out = HF_LOAD(part);
}

HF_INLINE void hf_store_part(float *p, const v16 *x, long count) {
    float part[16];
    HF_STORE(part, *x);
    for (long i = 0; i < count; i++) p[i] = part[i];
}

HF_INLINE float hf_fold_sum(const v16 *x) {
    float s[16];
    HF_STORE(s, *x);
    for (long half = 8; half > 0; half /= 2)
        for (long i = 0; i < half; i++) s[i] += s[i + half];
    return s[0];
}

HF_INLINE void hf_max(v16 *x, const v16 *y) { *x = HF_SELECT(*x > *y, *x, *y); }

HF_INLINE float hf_fold_max(const v16 *x) {
    float s[16];
    HF_STORE(s, *x);
    for (long half = 8; half > 0; half /= 2)
        for (long i = 0; i < half; i++) s[i] = s[i] > s[i + half] ? s[i] : s[i + half];
    return s[0];
}

/// exp(x) to about one unit in the last place: 2^n times the Cephes polynomial on [-ln2/2, ln2/2]; clamped at the ends of float.
/// A not-a-number stays one.
HF_INLINE void hf_exp(v16 *inout) {
    v16 x = *inout;
    v16 high = HF_SPLAT(88.37f), low = HF_SPLAT(-87.33f);
    v16 clamped = HF_SELECT(x > high, high, x);
    clamped = HF_SELECT(clamped < low, low, clamped);
    v16 magic = HF_SPLAT(12582912.0f);
    v16 n = (clamped * 1.44269504088896341f + magic) - magic;
    v16 r = clamped - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    v16 p = HF_SPLAT(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    i16 exponent = (__builtin_convertvector(n, i16) + 127) << 23;
    v16 scale;
    memcpy(&scale, &exponent, sizeof scale);
    v16 result = p * scale;
    *inout = HF_SELECT(x == x, result, x);
}

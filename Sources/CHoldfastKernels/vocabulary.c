// SPDX-License-Identifier: Apache-2.0
#include "CHoldfastKernels.h"
#include "vector.h"

HF_INLINE float largest(const float *x, long count) {
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
    return hf_fold_max(&top);
}

HF_CLONES void hf_token_logprob_forward(
    float *logprob, float *entropy, float *lse, const float *logits, const int32_t *targets, long rows, long vocabulary,
    float inverse_temperature) {
    for (long row = 0; row < rows; row++, logits += vocabulary) {
        float peak = largest(logits, vocabulary) * inverse_temperature;
        v16 sum = HF_SPLAT(0), weighted = HF_SPLAT(0);
        long i = 0;
        for (; i + 16 <= vocabulary; i += 16) {
            v16 x = HF_LOAD(logits + i) * inverse_temperature - peak, e = x;
            hf_exp(&e);
            sum += e;
            weighted += e * x;
        }
        if (i < vocabulary) {
            v16 x, e;
            hf_load_part(&x, logits + i, vocabulary - i, 0);
            x = x * inverse_temperature - peak;
            e = x;
            hf_exp(&e);
            float part[16];
            HF_STORE(part, e);
            hf_load_part(&e, part, vocabulary - i, 0);
            sum += e;
            weighted += e * x;
        }
        float total = hf_fold_sum(&sum), log_total = logf(total);
        lse[row] = peak + log_total;
        logprob[row] = (logits[targets[row]] * inverse_temperature - peak) - log_total;
        entropy[row] = log_total - hf_fold_sum(&weighted) / total;
    }
}

HF_CLONES void hf_token_logprob_backward(
    float *logits, const float *lse, const int32_t *targets, const float *gradient, long rows, long vocabulary,
    float inverse_temperature) {
    for (long row = 0; row < rows; row++, logits += vocabulary) {
        // d logprob / d logit = inverse_temperature * ((1 for the target, else 0) - p)
        float scale = -gradient[row] * inverse_temperature;
        long i = 0;
        for (; i + 16 <= vocabulary; i += 16) {
            v16 p = HF_LOAD(logits + i) * inverse_temperature - lse[row];
            hf_exp(&p);
            HF_STORE(logits + i, p * scale);
        }
        if (i < vocabulary) {
            v16 p;
            hf_load_part(&p, logits + i, vocabulary - i, 0);
            p = p * inverse_temperature - lse[row];
            hf_exp(&p);
            p *= scale;
            hf_store_part(logits + i, &p, vocabulary - i);
        }
        logits[targets[row]] -= scale;
    }
}

long hf_argmax(const float *x, long count) {
    long best = 0;
    for (long i = 1; i < count; i++)
        if (x[i] > x[best]) best = i;
    return best;
}

HF_CLONES void hf_softmax(float *x, long count, float inverse_temperature) {
    float peak = largest(x, count) * inverse_temperature;
    v16 sum = HF_SPLAT(0);
    long i = 0;
    for (; i + 16 <= count; i += 16) {
        v16 e = HF_LOAD(x + i) * inverse_temperature - peak;
        hf_exp(&e);
        sum += e;
        HF_STORE(x + i, e);
    }
    if (i < count) {
        v16 e;
        hf_load_part(&e, x + i, count - i, 0);
        e = e * inverse_temperature - peak;
        hf_exp(&e);
        hf_store_part(x + i, &e, count - i);
        hf_load_part(&e, x + i, count - i, 0);
        sum += e;
    }
    float inverse = 1.0f / hf_fold_sum(&sum);
    for (long j = 0; j < count; j++) x[j] *= inverse;
}

/// Sum of the elements that are at least `threshold`.
HF_INLINE float sum_from(const float *x, long count, float threshold) {
    v16 sum = HF_SPLAT(0), zero = HF_SPLAT(0), least = HF_SPLAT(threshold);
    long i = 0;
    for (; i + 16 <= count; i += 16) {
        v16 y = HF_LOAD(x + i);
        sum += HF_SELECT(y >= least, y, zero);
    }
    if (i < count) {
        v16 y;
        hf_load_part(&y, x + i, count - i, 0);
        sum += HF_SELECT(y >= least, y, zero);
    }
    return hf_fold_sum(&sum);
}

/// How many elements are at least `threshold`.
HF_INLINE long count_from(const float *x, long count, float threshold) {
    // Whole numbers are exact in float below 2^24, which sixteen lanes never reach in a block of this length.
    enum { block = 1 << 20 };
    long total = 0;
    for (long start = 0; start < count; start += block) {
        long end = start + block < count ? start + block : count, i = start;
        v16 sum = HF_SPLAT(0), zero = HF_SPLAT(0), one = HF_SPLAT(1), least = HF_SPLAT(threshold);
        for (; i + 16 <= end; i += 16) sum += HF_SELECT(HF_LOAD(x + i) >= least, one, zero);
        total += (long)hf_fold_sum(&sum);
        for (; i < end; i++) total += x[i] >= threshold;
    }
    return total;
}

HF_CLONES float hf_mass(const float *weights, long count) { return sum_from(weights, count, 0); }

/// Zeroes all but the smallest set of largest weights whose number, or sum, reaches `least`; of equals the lower indices stay.
HF_INLINE void keep_top(const int counts, float *weights, long count, float least) {
    // Non-negative floats are ordered as their bit patterns are, so the threshold is found by bisection: no sort, no memory.
    uint32_t low = 0, high = 0x7f800000u;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        float threshold;
        memcpy(&threshold, &middle, sizeof threshold);
        float reached = counts ? (float)count_from(weights, count, threshold) : sum_from(weights, count, threshold);
        if (reached >= least) low = middle;
        else high = middle;
    }
    float threshold, above;
    memcpy(&threshold, &low, sizeof threshold);
    memcpy(&above, &high, sizeof above);
    float kept = counts ? (float)count_from(weights, count, above) : sum_from(weights, count, above);
    for (long i = 0; i < count; i++) {
        if (weights[i] > threshold) continue;
        if (weights[i] == threshold && kept < least) kept += counts ? 1 : threshold;
        else weights[i] = 0;
    }
}

HF_CLONES void hf_keep_largest(float *weights, long count, long keep) {
    if (keep < count) keep_top(1, weights, count, (float)keep);
}

HF_CLONES void hf_keep_nucleus(float *probabilities, long count, float mass) { keep_top(0, probabilities, count, mass); }

HF_CLONES void hf_keep_from(float *weights, long count, float fraction) {
    float least = largest(weights, count) * fraction;
    for (long i = 0; i < count; i++) weights[i] = weights[i] >= least ? weights[i] : 0;
}

HF_CLONES double hf_log_sum_exp(const float *logits, long count, float inverse_temperature) {
    float peak = largest(logits, count) * inverse_temperature;
    v16 sum = HF_SPLAT(0);
    long i = 0;
    for (; i + 16 <= count; i += 16) {
        v16 e = HF_LOAD(logits + i) * inverse_temperature - peak;
        hf_exp(&e);
        sum += e;
    }
    float total = hf_fold_sum(&sum);
    if (i < count) {
        v16 e;
        hf_load_part(&e, logits + i, count - i, 0);
        e = e * inverse_temperature - peak;
        hf_exp(&e);
        float part[16];
        HF_STORE(part, e);
        for (long j = 0; j < count - i; j++) total += part[j];
    }
    return (double)peak + log((double)total);
}

long hf_largest(int32_t *indices, float *values, const float *weights, long count, long most) {
    long found = 0;
    for (long i = 0; i < count; i++) {
        float x = weights[i];
        // Of equals the first stays before the later ones.
        if (!(x > 0) || (found == most && x <= values[found - 1])) continue;
        long place = found < most ? found++ : found - 1;
        for (; place > 0 && values[place - 1] < x; place--) {
            values[place] = values[place - 1];
            indices[place] = indices[place - 1];
        }
        values[place] = x;
        indices[place] = (int32_t)i;
    }
    return found;
}

long hf_draw(const float *weights, long count, double uniform, double *sum) {
    // Sums of blocks first: their additions are independent of each other, those of a running sum are not.
    enum { block = 64 };
    double total = 0;
    for (long start = 0; start < count; start += block) {
        double part[4] = {0, 0, 0, 0};
        long end = start + block < count ? start + block : count;
        for (long i = start; i < end; i++) part[i & 3] += weights[i];
        total += (part[0] + part[1]) + (part[2] + part[3]);
    }
    *sum = total;
    double left = uniform * total;
    long last = 0;
    for (long start = 0; start < count; start += block) {
        double part[4] = {0, 0, 0, 0};
        long end = start + block < count ? start + block : count;
        for (long i = start; i < end; i++) part[i & 3] += weights[i];
        double here = (part[0] + part[1]) + (part[2] + part[3]);
        if (left < here) {
            for (long i = start; i < end; i++) {
                if (weights[i] <= 0) continue;
                last = i;
                left -= weights[i];
                if (left < 0) return i;
            }
            return last;
        }
        left -= here;
        if (here > 0)
            for (long i = start; i < end; i++)
                if (weights[i] > 0) last = i;
    }
    return last;
}

// SPDX-License-Identifier: Apache-2.0
// Runs every kernel over many shapes on memory that ends where its numbers end, for the sanitizers and valgrind: see scripts/sanitize.
//
// Results are checked elsewhere (Tests/HoldfastEngineTests). Here the numbers only have to be finite: that also makes a tool see it
// when one of them was made from memory that nobody had written. `every_shape 23` runs one shape in 23, for tools that take their time.
#include "every_shape.h"

#include <math.h>
#include <stdio.h>

static long calls, turn, every = 1;

int is_due(void) { return turn++ % every == 0; }

float *numbers(long count) {
    static uint32_t state = 1;
    float *x = malloc((size_t)count * sizeof *x);
    for (long i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        x[i] = (float)(state >> 8) / 8388608.0f - 1.0f;
    }
    return x;
}

float *unwritten(long count) { return malloc((size_t)count * sizeof(float)); }

static int32_t *indices(long count, long below) {
    int32_t *x = malloc((size_t)count * sizeof *x);
    for (long i = 0; i < count; i++) x[i] = (int32_t)(i * 7 % below);
    // The last one is where a table ends.
    if (count > 0) x[count - 1] = (int32_t)(below - 1);
    return x;
}

void finish(float *x, long count) {
    for (long i = 0; i < count; i++)
        if (!isfinite(x[i])) {
            fprintf(stderr, "element %ld of %ld is %g after %ld calls\n", i, count, (double)x[i], calls);
            exit(1);
        }
    free(x);
    calls++;
}

static void norms(long rows, long width) {
    if (!is_due()) return;
    float *x = numbers(rows * width), *weight = numbers(width), *y = unwritten(rows * width), *rstd = unwritten(rows);
    hf_rmsnorm_forward(y, rstd, x, weight, rows, width, 1e-6f);
    float *dx = numbers(rows * width), *dweight = numbers(width), *dots = unwritten(rows);
    hf_rmsnorm_backward(dx, dweight, y, x, weight, rstd, rows, width);
    hf_row_dots(dots, x, width, y, width, rows, width);
    finish(x, rows * width), finish(weight, width), finish(y, rows * width), finish(rstd, rows);
    finish(dx, rows * width), finish(dweight, width), finish(dots, rows);
}

static void head_norms(long rows, long heads, long dimension, long between) {
    if (!is_due()) return;
    long stride = heads * dimension + between, count = (rows - 1) * stride + heads * dimension;
    float *x = numbers(count), *weight = numbers(dimension), *dweight = numbers(dimension);
    float *saved = unwritten(rows * heads * dimension), *rstd = unwritten(rows * heads);
    hf_head_rmsnorm_forward(x, saved, rstd, weight, rows, stride, heads, dimension, 1e-6f);
    hf_head_rmsnorm_backward(x, dweight, saved, rstd, weight, rows, stride, heads, dimension);
    hf_head_rmsnorm_forward(x, 0, 0, weight, rows, stride, heads, dimension, 1e-6f);
    finish(x, count), finish(weight, dimension), finish(dweight, dimension);
    finish(saved, rows * heads * dimension), finish(rstd, rows * heads);
}

static void biases_and_gates(long rows, long width) {
    if (!is_due()) return;
    float *x = numbers(rows * width), *bias = numbers(width), *dbias = numbers(width);
    hf_bias_forward(x, bias, rows, width);
    hf_bias_backward(dbias, x, rows, width);
    float *gate_up = numbers(rows * 2 * width), *y = unwritten(rows * width);
    hf_swiglu_forward(y, gate_up, rows, width);
    hf_swiglu_backward(gate_up, x, rows, width);
    finish(x, rows * width), finish(bias, width), finish(dbias, width);
    finish(gate_up, rows * 2 * width), finish(y, rows * width);
}

static void rotations(long rows, long heads, long half, long between) {
    if (!is_due()) return;
    long positions = 11, stride = heads * 2 * half + between, count = (rows - 1) * stride + heads * 2 * half;
    float *frequencies = numbers(half), *cosine = unwritten(positions * half), *sine = unwritten(positions * half), *x = numbers(count);
    int32_t *where = indices(rows, positions);
    hf_rope_tables(cosine, sine, frequencies, positions, half);
    hf_rope(x, where, cosine, sine, rows, stride, heads, 2 * half, 1);
    hf_rope(x, where, cosine, sine, rows, stride, heads, 2 * half, -1);
    finish(frequencies, half), finish(cosine, positions * half), finish(sine, positions * half), finish(x, count);
    free(where);
}

static void causal(long rows, long first, long between) {
    if (!is_due()) return;
    long width = first + rows, stride = width + between, count = (rows - 1) * stride + width;
    float *scores = numbers(count), *again = numbers(count), *gradient = numbers(count), *lse = unwritten(rows), *inner = numbers(rows);
    hf_causal_softmax_forward(scores, lse, rows, width, stride, first, 0.5f);
    hf_causal_softmax_again(again, lse, rows, width, stride, first, 0.5f);
    hf_causal_softmax_backward(gradient, scores, inner, rows, width, stride, 0.5f);
    finish(scores, count), finish(again, count), finish(gradient, count), finish(lse, rows), finish(inner, rows);
}

static void vocabularies(long rows, long vocabulary) {
    if (!is_due()) return;
    float *logits = numbers(rows * vocabulary), *gradient = numbers(rows);
    float *logprob = unwritten(rows), *entropy = unwritten(rows), *lse = unwritten(rows);
    int32_t *targets = indices(rows, vocabulary);
    hf_token_logprob_forward(logprob, entropy, lse, logits, targets, rows, vocabulary, 1.25f);
    hf_token_logprob_backward(logits, lse, targets, gradient, rows, vocabulary, 1.25f);
    finish(logits, rows * vocabulary), finish(gradient, rows), finish(logprob, rows), finish(entropy, rows), finish(lse, rows);
    free(targets);

    float *row = numbers(vocabulary), least = 1;
    double sum;
    hf_softmax(row, vocabulary, 3);
    for (float mass = 1; mass > 0.05f; mass -= 0.3f) {
        hf_keep_nucleus(row, vocabulary, mass);
        for (double uniform = 0; uniform < 1; uniform += 0.25) {
            long drawn = hf_draw(row, vocabulary, uniform, &sum);
            least = row[drawn] < least ? row[drawn] : least;
        }
    }
    if (!(least > 0) || row[hf_argmax(row, vocabulary)] < least) exit(1);
    finish(row, vocabulary);
}

static void rows_of_tables(long rows, long width) {
    if (!is_due()) return;
    long size = rows + 2;
    float *table = numbers(size * width), *out = unwritten(rows * width), *sum = numbers(rows * width);
    int32_t *index = indices(rows, size);
    hf_gather_rows(out, table, index, rows, width);
    hf_scatter_add_rows(table, out, index, rows, width);
    hf_add(sum, out, rows * width);
    hf_scale(sum, 0.5f, rows * width);
    finish(table, size * width), finish(out, rows * width), finish(sum, rows * width);
    free(index);
}

static void flat(long count) {
    if (!is_due()) return;
    float *weight = numbers(count), *mean = numbers(count), *square = numbers(count), *gradient = numbers(count), *back = unwritten(count);
    for (long i = 0; i < count; i++) square[i] *= square[i];
    hf_adamw_step step = {.learning_rate = 1e-3f, .beta1 = 0.9f, .beta2 = 0.95f, .epsilon = 1e-8f, .weight_decay = 0.1f,
                          .correction1 = 0.1f, .correction2 = 0.05f, .gradient_scale = (float)hf_sum_of_squares(gradient, count)};
    hf_adamw(weight, mean, square, gradient, count, step);
    uint16_t *half = malloc((size_t)count * sizeof *half);
    hf_to_bfloat16(half, weight, count);
    hf_from_bfloat16(back, half, count);
    // These bits below the exponent of infinity are a number in IEEE half too.
    for (long i = 0; i < count; i++) half[i] &= 0xbbff;
    hf_from_half(back, half, count);
    free(half);
    finish(weight, count), finish(mean, count), finish(square, count), finish(gradient, count), finish(back, count);
}

typedef struct {
    hf_turns *turns;
    long lanes, rounds, sum;
} relay;

/// Lanes add to one sum in their order, round after round: no atomics, so a turn that came too early is a race.
static void run_relay(void *context, long lane) {
    relay *r = context;
    for (long round = 0; round < r->rounds; round++) {
        hf_turns_wait(r->turns, 0, round * r->lanes + lane);
        r->sum += 1 + lane;
        hf_turns_pass(r->turns, 0);
    }
}

static void lanes_and_turns(long count) {
    hf_lanes *lanes = hf_lanes_create(count);
    relay r = {hf_turns_create(2), count, 200, 0};
    for (int again = 0; again < 3; again++) {
        hf_turns_reset(r.turns, 2);
        hf_lanes_run(lanes, run_relay, &r);
    }
    if (r.sum != 3 * 200 * count * (count + 1) / 2) exit(1);
    hf_turns_destroy(r.turns);
    hf_lanes_destroy(lanes);
    calls++;
}

static void large_memory(long bytes) {
    char *memory = hf_memory_take(bytes);
    if ((uintptr_t)memory % HF_LARGE_PAGE || memory[0] || memory[bytes - 1]) exit(1);
    memory[0] = memory[bytes - 1] = 1;
    hf_memory_discard(memory, bytes);
    memory[0] = memory[bytes - 1] = 1;
    hf_memory_give(memory, bytes);
    calls++;
}

int main(int count, char **arguments) {
    if (count > 1) every = atol(arguments[1]);
    for (long rows = 1; rows <= 3; rows++)
        for (long width = 1; width <= 67; width++) {
            norms(rows, width);
            biases_and_gates(rows, width);
            rows_of_tables(rows, width);
            vocabularies(rows, width);
        }
    for (long rows = 1; rows <= 2; rows++)
        for (long dimension = 1; dimension <= 34; dimension++)
            for (long heads = 1; heads <= 3; heads++)
                for (long between = 0; between <= 3; between += 3) {
                    head_norms(rows, heads, dimension, between);
                    rotations(rows, heads, dimension, between);
                }
    for (long rows = 1; rows <= 65; rows += rows < 5 ? 1 : 12)
        for (long first = 0; first <= 49; first++) causal(rows, first, first % 3);
    for (long count = 1; count <= 80; count++) flat(count);
    for (long width = 250; width <= 260; width++) rows_of_tables(35, width);
    vocabularies(2, 97), vocabularies(2, 1021), vocabularies(1, 4099);
    for (long lanes = 1; lanes <= 4; lanes++) lanes_and_turns(lanes);
    for (long bytes = 1; bytes < 5 * HF_LARGE_PAGE; bytes = 2 * bytes + 1) large_memory(bytes), large_memory(bytes + 1);
    attention_shapes();
    product_shapes();
    printf("%ld buffers\n", calls);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Fused loops of the decoder, each forward beside its derivative, in the manner of llm.c.
//
// All matrices are row-major float32. No function allocates, locks or starts threads, and each runs its sums in an order
// that depends on the row alone: a row's result is the same whatever stands beside it.
#pragma once
#include <stdint.h>

// Every function takes ordinary pointers that never overlap unless a comment says "in place".
#pragma clang assume_nonnull begin

// -- Root mean square normalisation -------------------------------------------------------------------------------------

/// y = x * rstd * weight with rstd = 1 / sqrt(mean(x^2) + epsilon), saved per row for the derivative.
void hf_rmsnorm_forward(float *y, float *rstd, const float *x, const float *weight, long rows, long width, float epsilon);
/// Adds to `dx` and `dweight`. In place: `dy` becomes the y of the forward pass.
void hf_rmsnorm_backward(
    float *dx, float *dweight, float *dy, const float *x, const float *weight, const float *rstd, long rows, long width);

/// In place: normalises each of the first `heads` heads of a row by itself, all with one `weight` [dimension].
/// Where the derivative will be asked for, `saved` [rows, heads, dimension] gets what they were and `rstd` [rows, heads] the factors.
void hf_head_rmsnorm_forward(
    float *x, float *_Nullable saved, float *_Nullable rstd, const float *weight, long rows, long stride, long heads, long dimension,
    float epsilon);
/// In place: gradients of the normalised heads become those of the heads. Adds to `dweight`.
void hf_head_rmsnorm_backward(
    float *gradient, float *dweight, const float *saved, const float *rstd, const float *weight, long rows, long stride, long heads,
    long dimension);

// -- Bias of a projection -----------------------------------------------------------------------------------------------

/// In place: adds `bias` to each row.
void hf_bias_forward(float *y, const float *bias, long rows, long width);
/// Adds to `dbias`; the gradient of the rows is `dy` itself.
void hf_bias_backward(float *dbias, const float *dy, long rows, long width);

// -- Rotary position embedding ------------------------------------------------------------------------------------------

/// Fills `cosine` and `sine`, each [positions, half], from `half` frequencies in radians per position.
void hf_rope_tables(float *cosine, float *sine, const float *frequencies, long positions, long half);
/// Rotates in place the first `heads` heads of each row; half-rotation layout (element i pairs with i + dimension / 2).
/// `direction` is 1 forward and -1 for the derivative, which is the inverse rotation.
void hf_rope(
    float *x, const int32_t *positions, const float *cosine, const float *sine, long rows, long stride, long heads, long dimension,
    float direction);

// -- SwiGLU -------------------------------------------------------------------------------------------------------------

/// y[rows, width] = silu(gate) * up, where a row of `gate_up` is gate then up.
void hf_swiglu_forward(float *y, const float *gate_up, long rows, long width);
/// In place: gate and up become their gradients, and `dy` becomes the y of the forward pass.
void hf_swiglu_backward(float *gate_up, float *dy, long rows, long width);

// -- Attention in training: softmax of a block of query rows ---------------------------------------------------------------

/// In place: scores become probabilities. Row i sees `first + i + 1` of `width` columns, the rest becomes 0.
/// `lse` gets the log of the row's normaliser, stride 1.
void hf_causal_softmax_forward(float *scores, float *lse, long rows, long width, long stride, long first, float scale);
/// In place: the same probabilities again from the saved `lse`.
void hf_causal_softmax_again(float *scores, const float *lse, long rows, long width, long stride, long first, float scale);
/// In place: gradients of the probabilities become gradients of the unscaled scores. `inner` is the row sum of dO * O.
void hf_causal_softmax_backward(
    float *gradient, const float *probabilities, const float *inner, long rows, long width, long stride, float scale);
/// out[i] = sum over columns of a * b.
void hf_row_dots(float *out, const float *a, long a_stride, const float *b, long b_stride, long rows, long width);

// -- Attention over cached keys and values -----------------------------------------------------------------------------------

/// Tokens in one page of the cache.
#define HF_PAGE_TOKENS 32
/// Floats that one head's keys and values of one page take; `half` pages hold bfloat16, two in each float.
long hf_page_head_floats(long dimension, int half);
/// Writes one token's key and value of one head at `slot` of the page area that starts at `area`.
void hf_page_store(float *area, int half, long slot, const float *key, const float *value, long dimension);

/// Most query rows that are computed together, and so rows of scratch memory.
#define HF_ATTENTION_ROWS 32
/// One query head of one position.
typedef struct {
    /// [dimension] of the first head, and where its result goes.
    const float *query;
    float *out;
    /// The pages of its sequence, and how many of its tokens the query sees: itself and all before it.
    const float *const _Nonnull *_Nonnull pages;
    long count;
} hf_attention_row;
/// The beginning that some rows have in common.
typedef struct {
    /// As many first pages are the same memory in all of their tables.
    long pages;
    /// Of the page after these, as many first tokens, less than a page, are the same, and also stand in `partial`.
    long tokens;
    const float *_Nullable partial;
} hf_attention_prefix;
/// Attention of query rows over the cached keys and values of one head, which stands at `offset` in a page and at `shift` in the rows of
/// queries and results. All rows see all tokens of their `prefix`; rows with the same table of pages stand together.
/// `scratch` holds HF_ATTENTION_ROWS * (dimension rounded up to 16 + most tokens seen, rounded up to a page) floats.
void hf_paged_attention(
    const hf_attention_row *rows, long count, hf_attention_prefix prefix, int half, long offset, long shift, long dimension, float scale,
    float *scratch);

// -- Vocabulary: log-probabilities, entropy, sampling -------------------------------------------------------------------------

/// Per row: log-probability of `targets`, entropy in nats and log normaliser of softmax(logits * inverse_temperature).
void hf_token_logprob_forward(
    float *logprob, float *entropy, float *lse, const float *logits, const int32_t *targets, long rows, long vocabulary,
    float inverse_temperature);
/// In place: logits become their gradient, given d loss / d logprob per row.
void hf_token_logprob_backward(
    float *logits, const float *lse, const int32_t *targets, const float *gradient, long rows, long vocabulary,
    float inverse_temperature);
/// Index of the largest element, the first of equals.
long hf_argmax(const float *x, long count);
/// In place: logits become softmax(logits * inverse_temperature).
void hf_softmax(float *x, long count, float inverse_temperature);
/// log(sum(exp(logits * inverse_temperature))).
double hf_log_sum_exp(const float *logits, long count, float inverse_temperature);
/// Sum of non-negative weights, in the order in which `hf_keep_nucleus` adds them.
float hf_mass(const float *weights, long count);
/// In place: zeroes all but the `keep` largest non-negative weights, `keep` from 1; of equals the lower indices stay.
void hf_keep_largest(float *weights, long count, long keep);
/// In place: zeroes the weights below `fraction` of the largest.
void hf_keep_from(float *weights, long count, float fraction);
/// The largest positive weights, at most `most` of them (from 1), in falling order and of equals the lower index first. Returns how many.
long hf_largest(int32_t *indices, float *values, const float *weights, long count, long most);
/// In place: zeroes all but the smallest set of largest probabilities whose sum reaches `mass`; of equals the lower indices stay.
void hf_keep_nucleus(float *probabilities, long count, float mass);
/// Inverse cumulative distribution over non-negative weights, `uniform` in [0, 1). Returns the index and the sum of all weights.
long hf_draw(const float *weights, long count, double uniform, double *sum);

// -- Rows ---------------------------------------------------------------------------------------------------------------------

/// out[i] = table[index[i]].
void hf_gather_rows(float *out, const float *table, const int32_t *index, long rows, long width);
/// table[index[i]] += x[i], in row order.
void hf_scatter_add_rows(float *table, const float *x, const int32_t *index, long rows, long width);
/// y += x.
void hf_add(float *y, const float *x, long count);
/// In place: x *= factor.
void hf_scale(float *x, float factor, long count);

// -- Optimizer ------------------------------------------------------------------------------------------------------------------

/// Sum of squares with double accumulation.
double hf_sum_of_squares(const float *x, long count);
/// What one AdamW step is made of; the bias corrections are 1 - beta^t.
typedef struct {
    float learning_rate, beta1, beta2, epsilon, weight_decay, correction1, correction2, gradient_scale;
} hf_adamw_step;
/// Decoupled weight decay (Loshchilov and Hutter, 2019, algorithm 2) in the order of torch.optim.AdamW.
void hf_adamw(float *weight, float *mean, float *square, const float *gradient, long count, hf_adamw_step step);

// -- Half-width storage ------------------------------------------------------------------------------------------------------------

/// bfloat16 to float32.
void hf_from_bfloat16(float *out, const uint16_t *x, long count);
/// float32 to bfloat16, nearest even.
void hf_to_bfloat16(uint16_t *out, const float *x, long count);
/// IEEE half to float32.
void hf_from_half(float *out, const uint16_t *x, long count);

// -- Products of float32 matrices -------------------------------------------------------------------------------------------------------
// A row's result does not depend on the other rows, nor on how the right matrix stands in memory.

/// Columns of a panel of a right matrix.
#define HF_PANEL_COLUMNS 64
/// Memory in which parts of matrices are laid out: 128 * 512 floats of a right one, 128 * 128 of a left one.
#define HF_PRODUCT_SCRATCH 81920
/// Floats of a right matrix in panels.
long hf_float32_panels_size(long depth, long columns);
/// A right matrix from x[depth, columns].
void hf_float32_panels(void *out, const float *x, long stride, long depth, long columns);
/// A right matrix from x[columns, depth].
void hf_float32_panels_transposed(void *out, const float *x, long stride, long depth, long columns);
/// c[rows, columns] (+)= a * panels. Element k of row r of the left matrix is a[r * a_row + k * a_depth].
void hf_float32_product(
    float *c, long c_stride, const float *a, long a_row, long a_depth, const void *panels, long rows, long columns, long depth, int adds);
/// Which kernel this processor gets: 0 for any, 1 for AVX2, 2 for AVX-512. The last two have the same bits.
int hf_float32_kind(void);
/// `hf_float32_product` by a kernel of at most that kind.
void hf_float32_product_of_kind(
    int kind, float *c, long c_stride, const float *a, long a_row, long a_depth, const void *panels, long rows, long columns, long depth,
    int adds);
/// The same for b[depth, columns], or `turned` for b[columns, depth], which is laid out on the way in `scratch` of HF_PRODUCT_SCRATCH floats.
void hf_float32_product_packing(
    float *c, long c_stride, const float *a, long a_row, long a_depth, const float *b, long b_stride, int turned, float *scratch, long rows,
    long columns, long depth, int adds);

// -- Products of bfloat16 matrices with float32 sums -----------------------------------------------------------------------------------
// Two neighbours along the depth stand in one 32-bit word, the first in the lower half; an odd last one has a zero beside it.
// Conversion rounds to nearest even. A row's result does not depend on the other rows.

/// 1 where the processor has what the functions below need (AVX512-BF16); they must not be called elsewhere.
int hf_has_bfloat16_product(void);
/// [rows, width] to [rows, width / 2] pairs: a left matrix whose rows run along the depth.
void hf_bfloat16_rows(uint32_t *out, const float *x, long stride, long rows, long width);
/// [rows, width] to [rows / 2, width] pairs: a left matrix whose columns run along the depth.
void hf_bfloat16_row_pairs(uint32_t *out, const float *x, long stride, long rows, long width);
/// Words of a right matrix in panels.
long hf_bfloat16_panels_size(long depth, long columns);
/// A right matrix from x[depth, columns].
void hf_bfloat16_panels(void *out, const float *x, long stride, long depth, long columns);
/// A right matrix from x[columns, depth].
void hf_bfloat16_panels_transposed(void *out, const float *x, long stride, long depth, long columns);
/// c[rows, columns] (+)= a * panels. Pair p of row r of the left matrix is a[r * a_row + p * a_pair].
void hf_bfloat16_product(
    float *c, long c_stride, const uint32_t *a, long a_row, long a_pair, const void *panels, long rows, long columns, long depth, int adds);

// -- Lanes: a few threads that wait with a short spin, then sleep -------------------------------------------------------------------

typedef struct hf_lanes hf_lanes;
/// Threads 1..<count; lane 0 is the caller of `hf_lanes_run`. Null when a thread cannot be started.
hf_lanes *_Nullable hf_lanes_create(long count);
/// Stops and joins the threads.
void hf_lanes_destroy(hf_lanes *lanes);
/// Runs `body(context, lane)` once on each lane and returns when all are done. One caller at a time.
void hf_lanes_run(hf_lanes *lanes, void (*body)(void *context, long lane), void *context);

// -- Large memory ------------------------------------------------------------------------------------------------------------------------

/// Bytes of a large page, as processors call them.
#define HF_LARGE_PAGE 2097152
/// Zeroes that begin at a large page and stand in large pages where the system has them; null when there is no memory.
void *_Nullable hf_memory_take(long bytes);
/// Gives back what `hf_memory_take` returned for as many bytes.
void hf_memory_give(void *memory, long bytes);
/// Lets the system take back the large pages that lie wholly in this memory; where it does they are zero when next touched.
void hf_memory_discard(void *memory, long bytes);

// -- Turns: lanes that write to the same memory one after another, in a fixed order -----------------------------------------------------

/// Counters that only grow; waiting spins briefly, then sleeps.
typedef struct hf_turns hf_turns;
/// Null when there is no memory.
hf_turns *_Nullable hf_turns_create(long count);
void hf_turns_destroy(hf_turns *turns);
/// Sets all counters to 0 while nobody waits.
void hf_turns_reset(hf_turns *turns, long count);
/// Returns when the counter is at least `least`.
void hf_turns_wait(hf_turns *turns, long index, long least);
/// Adds one to the counter.
void hf_turns_pass(hf_turns *turns, long index);

#pragma clang assume_nonnull end

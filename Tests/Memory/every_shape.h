// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "CHoldfastKernels.h"

#include <stdlib.h>

/// Whether the next shape is one to run.
int is_due(void);
/// Floats between -1 and 1, in memory of exactly that size.
float *numbers(long count);
/// Memory of exactly that many floats, which a kernel is to fill.
float *unwritten(long count);
/// Sees that all numbers are finite, and frees them.
void finish(float *x, long count);

/// hf_page_store and hf_paged_attention.
void attention_shapes(void);
/// The products of bfloat16, where the processor has them.
void product_shapes(void);

// SPDX-License-Identifier: Apache-2.0
// Loaded before a program, counts what it asks of the heap; see scripts/allocations. What is asked for inside a matrix product of oneDNN is counted
// by itself, for that is not ours to change.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_long ours, products;
static __thread int in_product __attribute__((tls_model("initial-exec")));

/// Allocations of the process so far, and those made by oneDNN's products.
void hf_allocations(long *made, long *made_by_products) {
    *made = atomic_load(&ours);
    *made_by_products = atomic_load(&products);
}

static void count(void) { atomic_fetch_add_explicit(in_product ? &products : &ours, 1, memory_order_relaxed); }

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count();
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
    *memory = memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

typedef int product(
    char, char, long, long, long, float, const float *, long, const float *, long, float, float *, long);

int dnnl_sgemm(
    char a_form, char b_form, long m, long n, long k, float alpha, const float *a, long a_stride, const float *b, long b_stride, float beta,
    float *c, long c_stride) {
    static _Atomic(product *) original;
    if (!original) original = (product *)dlsym(RTLD_NEXT, "dnnl_sgemm");
    in_product++;
    int status = original(a_form, b_form, m, n, k, alpha, a, a_stride, b, b_stride, beta, c, c_stride);
    in_product--;
    return status;
}

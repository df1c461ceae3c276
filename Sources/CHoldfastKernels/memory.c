// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CHoldfastKernels.h"

#include <stdint.h>
#include <sys/mman.h>

enum { large = HF_LARGE_PAGE };

static uintptr_t up(uintptr_t address) { return (address + large - 1) & ~(uintptr_t)(large - 1); }

// Straight from the system: the C library would keep what is given back, and memory is only touched where it is used.
void *hf_memory_take(long bytes) {
    size_t size = (size_t)bytes, page = 16384;
#if defined(MAP_NORESERVE)
    int flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE;
#else
    int flags = MAP_PRIVATE | MAP_ANON;
#endif
    char *whole = mmap(0, size + large, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (whole == MAP_FAILED) return 0;
    char *memory = (char *)up((uintptr_t)whole);
    if (memory > whole) munmap(whole, (size_t)(memory - whole));
    size_t before = (size_t)(memory - whole), used = (size + page - 1) & ~(page - 1);
    if (before + used < size + large) munmap(memory + used, size + large - before - used);
#if defined(MADV_HUGEPAGE)
    // Walks through large buffers touch more memory than small pages' translations fit in the processor.
    madvise(memory, size, MADV_HUGEPAGE);
#endif
    return memory;
}

void hf_memory_give(void *memory, long bytes) { munmap(memory, ((size_t)bytes + 16383) & ~(size_t)16383); }

void hf_memory_discard(void *memory, long bytes) {
#if defined(__linux__)
    char *first = (char *)up((uintptr_t)memory);
    long whole = ((char *)memory + bytes - first) & ~(long)(large - 1);
    if (whole > 0) madvise(first, (size_t)whole, MADV_DONTNEED);
#else
    (void)memory, (void)bytes;
#endif
}

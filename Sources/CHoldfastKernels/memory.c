// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CHoldfastKernels.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { large = HF_LARGE_PAGE };



#if defined(__linux__)

static uintptr_t up(uintptr_t address) { return (address + large - 1) & ~(uintptr_t)(large - 1); }

// Straight from the system: the C library would keep what is given back, and memory is only touched where it is used.
void *hf_memory_take(long bytes) {
    size_t size = (size_t)bytes;
    char *whole = mmap(0, size + large, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (whole == MAP_FAILED) return 0;
    char *memory = (char *)up((uintptr_t)whole);
    if (memory > whole) munmap(whole, (size_t)(memory - whole));
    size_t before = (size_t)(memory - whole), used = (size + 4095) & ~(size_t)4095;
    if (before + used < size + large) munmap(memory + used, size + large - before - used);
    // Walks through large buffers touch more memory than small pages' translations fit in the processor.
    madvise(memory, size, MADV_HUGEPAGE);
    return memory;
}

void hf_memory_give(void *memory, long bytes) { munmap(memory, ((size_t)bytes + 4095) & ~(size_t)4095); }

void hf_memory_discard(void *memory, long bytes) {
    char *first = (char *)up((uintptr_t)memory);
    long whole = ((char *)memory + bytes - first) & ~(long)(large - 1);
    if (whole > 0) madvise(first, (size_t)whole, MADV_DONTNEED);
}

#else

void *hf_memory_take(long bytes) {
    void *memory = 0;
    if (posix_memalign(&memory, large, (size_t)bytes)) return 0;
    return memset(memory, 0, (size_t)bytes);
}

void hf_memory_give(void *memory, long bytes) {
    (void)bytes;
    free(memory);
}

void hf_memory_discard(void *memory, long bytes) { (void)memory, (void)bytes; }

#endif

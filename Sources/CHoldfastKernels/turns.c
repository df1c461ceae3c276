// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CHoldfastKernels.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct hf_turns {
    pthread_mutex_t mutex;
    pthread_cond_t moved;
    atomic_long sleepers;
    atomic_long counts[];
};

// About twenty microseconds, as lanes wait.
enum { spins = 2000 };

hf_turns *hf_turns_create(long count) {
    hf_turns *turns = calloc(1, sizeof *turns + (size_t)count * sizeof(atomic_long));
    if (!turns) return 0;
    pthread_mutex_init(&turns->mutex, 0);
    pthread_cond_init(&turns->moved, 0);
    return turns;
}

void hf_turns_destroy(hf_turns *turns) {
    pthread_mutex_destroy(&turns->mutex);
    pthread_cond_destroy(&turns->moved);
    free(turns);
}

void hf_turns_reset(hf_turns *turns, long count) {
    for (long i = 0; i < count; i++) atomic_store(&turns->counts[i], 0);
}

void hf_turns_wait(hf_turns *turns, long index, long least) {
    atomic_long *count = &turns->counts[index];
    for (int i = 0; i < spins; i++) {
        if (atomic_load_explicit(count, memory_order_acquire) >= least) return;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    pthread_mutex_lock(&turns->mutex);
    atomic_fetch_add(&turns->sleepers, 1);
    while (atomic_load(count) < least) pthread_cond_wait(&turns->moved, &turns->mutex);
    atomic_fetch_sub(&turns->sleepers, 1);
    pthread_mutex_unlock(&turns->mutex);
}

void hf_turns_pass(hf_turns *turns, long index) {
    atomic_fetch_add(&turns->counts[index], 1);
    if (atomic_load(&turns->sleepers) == 0) return;
    pthread_mutex_lock(&turns->mutex);
    pthread_cond_broadcast(&turns->moved);
    pthread_mutex_unlock(&turns->mutex);
}

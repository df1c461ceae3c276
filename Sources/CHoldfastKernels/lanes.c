// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CHoldfastKernels.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct hf_lanes {
    long count;
    pthread_t *threads;
    pthread_mutex_t mutex;
    pthread_cond_t start, finish;
    atomic_ulong generation;
    atomic_long running;
    atomic_bool stop;
    void (*body)(void *, long);
    void *context;
};

typedef struct {
    hf_lanes *lanes;
    long lane;
} seat;

// About twenty microseconds: longer than the gap between two decode steps, too short to keep a core from anybody.
enum { spins = 2000 };

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void *work(void *argument) {
    seat own = *(seat *)argument;
    free(argument);
    hf_lanes *lanes = own.lanes;
    unsigned long seen = 0;
    for (;;) {
        for (int i = 0; i < spins && atomic_load_explicit(&lanes->generation, memory_order_acquire) == seen; i++) pause_briefly();
        if (atomic_load_explicit(&lanes->generation, memory_order_acquire) == seen) {
            pthread_mutex_lock(&lanes->mutex);
            while (atomic_load(&lanes->generation) == seen) pthread_cond_wait(&lanes->start, &lanes->mutex);
            pthread_mutex_unlock(&lanes->mutex);
        }
        seen++;
        if (atomic_load(&lanes->stop)) return 0;
        lanes->body(lanes->context, own.lane);
        if (atomic_fetch_sub_explicit(&lanes->running, 1, memory_order_acq_rel) == 1) {
            pthread_mutex_lock(&lanes->mutex);
            pthread_cond_signal(&lanes->finish);
            pthread_mutex_unlock(&lanes->mutex);
        }
    }
}

static void begin(hf_lanes *lanes) {
    pthread_mutex_lock(&lanes->mutex);
    atomic_fetch_add_explicit(&lanes->generation, 1, memory_order_release);
    pthread_cond_broadcast(&lanes->start);
    pthread_mutex_unlock(&lanes->mutex);
}

hf_lanes *hf_lanes_create(long count) {
    hf_lanes *lanes = calloc(1, sizeof *lanes);
    if (!lanes) return 0;
    lanes->threads = calloc((size_t)count, sizeof *lanes->threads);
    lanes->count = 1;
    pthread_mutex_init(&lanes->mutex, 0);
    pthread_cond_init(&lanes->start, 0);
    pthread_cond_init(&lanes->finish, 0);
    for (long lane = 1; lanes->threads && lane < count; lane++) {
        seat *own = malloc(sizeof *own);
        if (own) *own = (seat){lanes, lane};
        if (!own || pthread_create(&lanes->threads[lane], 0, work, own)) {
            free(own);
            break;
        }
        lanes->count++;
    }
    if (lanes->threads && lanes->count == count) return lanes;
    hf_lanes_destroy(lanes);
    return 0;
}

void hf_lanes_destroy(hf_lanes *lanes) {
    atomic_store(&lanes->stop, 1);
    begin(lanes);
    for (long lane = 1; lane < lanes->count; lane++) pthread_join(lanes->threads[lane], 0);
    pthread_mutex_destroy(&lanes->mutex);
    pthread_cond_destroy(&lanes->start);
    pthread_cond_destroy(&lanes->finish);
    free(lanes->threads);
    free(lanes);
}

void hf_lanes_run(hf_lanes *lanes, void (*body)(void *, long), void *context) {
    lanes->body = body;
    lanes->context = context;
    atomic_store_explicit(&lanes->running, lanes->count - 1, memory_order_release);
    if (lanes->count > 1) begin(lanes);
    body(context, 0);
    for (int i = 0; i < spins && atomic_load_explicit(&lanes->running, memory_order_acquire) > 0; i++) pause_briefly();
    if (atomic_load_explicit(&lanes->running, memory_order_acquire) > 0) {
        pthread_mutex_lock(&lanes->mutex);
        while (atomic_load(&lanes->running) > 0) pthread_cond_wait(&lanes->finish, &lanes->mutex);
        pthread_mutex_unlock(&lanes->mutex);
    }
}

// Swift's calling convention: a closure that does not escape is its code and what it captured, side by side.
typedef __attribute__((swiftcall)) void closure_code(long lane, __attribute__((swift_context)) const void *captured);

typedef struct {
    closure_code *code;
    const void *captured;
} closure;

static void call(void *context, long lane) {
    closure *body = context;
    body->code(lane, body->captured);
}

/// Declared in Lanes.swift.
__attribute__((swiftcall)) void hf_lanes_run_closure(hf_lanes *lanes, closure_code *code, const void *captured) {
    closure body = {code, captured};
    hf_lanes_run(lanes, call, &body);
}

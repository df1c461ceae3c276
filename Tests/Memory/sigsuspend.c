// SPDX-License-Identifier: Apache-2.0
// Loaded before a Swift program that valgrind runs. libdispatch hands `sigsuspend` a mask in read-only memory; valgrind 3.19 writes into that
// mask and dies. This one hands on a copy.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>

int sigsuspend(const sigset_t *mask) {
    int (*original)(const sigset_t *) = (int (*)(const sigset_t *))dlsym(RTLD_NEXT, "sigsuspend");
    sigset_t copy = *mask;
    return original(&copy);
}

/*
 * Preloaded into a process: of its calls of fdatasync, the one whose number FAILING_SYNC gives, and all after it, fail with EIO and do
 * not reach the kernel. Those before do as they always did.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_long calls;

int fdatasync(int fd) {
  static int (*real)(int);
  static long failing = -1;
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  if (failing < 0) failing = getenv("FAILING_SYNC") ? atol(getenv("FAILING_SYNC")) : 0;
  if (failing > 0 && atomic_fetch_add(&calls, 1) + 1 >= failing) {
    errno = EIO;
    return -1;
  }
  return real(fd);
}

#include "CNetShim.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

// Each caught signal's event descriptor plus one, 0 for none, and how many handlers of it are under way.
static _Atomic int events[NSIG];
static _Atomic int under_way[NSIG];
static struct sigaction before[NSIG];

static void ring(int number) {
    int saved = errno;
    atomic_fetch_add(&under_way[number], 1);
    int event = atomic_load(&events[number]) - 1;
    uint64_t one = 1;
    // It fails only where the count is at its limit, and then the descriptor is readable anyway.
    if (event >= 0 && write(event, &one, sizeof one) < 0) event = -1;
    atomic_fetch_sub(&under_way[number], 1);
    errno = saved;
}

int netshim_signal_catch(int number, int event) {
    if (number <= 0 || number >= NSIG) {
        errno = EINVAL;
        return -1;
    }
    int nobody = 0;
    if (!atomic_compare_exchange_strong(&events[number], &nobody, event + 1)) {
        errno = EBUSY;
        return -1;
    }
    struct sigaction action = {.sa_handler = ring, .sa_flags = SA_RESTART};
    int status = sigaction(number, &action, &before[number]);
    if (status < 0) atomic_store(&events[number], 0);
    return status;
}

int netshim_signal_accept(int number) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    int status = pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    errno = status;
    return status == 0 ? 0 : -1;
}

int netshim_signal_release(int number) {
    int status = sigaction(number, &before[number], NULL);
    atomic_store(&events[number], 0);
    // A handler is a few instructions long; one on this thread has returned.
    while (atomic_load(&under_way[number]) > 0) {}
    return status;
}

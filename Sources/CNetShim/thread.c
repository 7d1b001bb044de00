#include "CNetShim.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

// What the kernel keeps of a thread's name.
enum { LONGEST_NAME = 15 };

void netshim_enter_thread(const char *label, int niceness) {
    size_t length = strlen(label);
    pthread_setname_np(pthread_self(), label + (length > LONGEST_NAME ? length - LONGEST_NAME : 0));
    // Nobody cancels these threads. glibc takes two locked instructions less for each system call of one that says so.
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    // Of this thread only: Linux keeps the value for each. It may always become nicer.
    if (niceness > 0) setpriority(PRIO_PROCESS, 0, niceness);
    sigset_t set;
    sigfillset(&set);
    static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&set, faults[i]);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int netshim_event_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

#include "CNetShim.h"

#include <sys/epoll.h>

int netshim_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int epoll, int operation, int fd, uint32_t what) {
    uint32_t events = (what & NETSHIM_INPUT ? EPOLLIN : 0) | (what & NETSHIM_ROOM ? EPOLLOUT : 0);
    struct epoll_event event = {.events = events, .data = {.fd = fd}};
    return epoll_ctl(epoll, operation, fd, &event);
}

int netshim_epoll_watch(int epoll, int fd, uint32_t what) { return control(epoll, EPOLL_CTL_ADD, fd, what); }

int netshim_epoll_change(int epoll, int fd, uint32_t what) { return control(epoll, EPOLL_CTL_MOD, fd, what); }

int netshim_epoll_forget(int epoll, int fd) { return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL); }

int netshim_epoll_reports(int epoll, struct netshim_report *reports, unsigned capacity, int milliseconds) {
    struct epoll_event events[NETSHIM_REPORTS];
    if (capacity > NETSHIM_REPORTS) capacity = NETSHIM_REPORTS;
    int count = epoll_wait(epoll, events, (int)capacity, milliseconds);
    for (int i = 0; i < count; i++) {
        uint32_t what = (events[i].events & EPOLLIN ? NETSHIM_INPUT : 0) | (events[i].events & EPOLLOUT ? NETSHIM_ROOM : 0) |
                        (events[i].events & (EPOLLERR | EPOLLHUP) ? NETSHIM_BROKEN : 0);
        reports[i] = (struct netshim_report){.descriptor = events[i].data.fd, .what = what};
    }
    return count;
}

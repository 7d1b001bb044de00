#include "CNetShim.h"

#include <sys/epoll.h>

int netshim_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int netshim_epoll_add(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int netshim_epoll_add_connecting(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLOUT, .data = {.fd = fd}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int netshim_epoll_connected(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
    return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
}

int netshim_epoll_ready(int epoll, int *ready, unsigned capacity) {
    struct epoll_event events[64];
    if (capacity > 64) capacity = 64;
    int count = epoll_wait(epoll, events, (int)capacity, 0);
    for (int i = 0; i < count; i++) ready[i] = events[i].data.fd;
    return count;
}

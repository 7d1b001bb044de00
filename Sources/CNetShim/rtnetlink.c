#include "CNetShim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

int netshim_neighbours_request(int fd) {
    struct {
        struct nlmsghdr header;
        struct ndmsg body;
    } request = {
        .header = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETNEIGH, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .body = {.ndm_family = AF_INET}};
    return send(fd, &request, sizeof request, 0) < 0 ? -1 : 0;
}

static int close_after_error(int fd) {
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

static int open_subscribed(unsigned groups) {
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) return -1;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
    return bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ? close_after_error(fd) : fd;
}

int netshim_neighbours_open(void) {
    int fd = open_subscribed(RTMGRP_NEIGH);
    if (fd < 0) return -1;
    return netshim_neighbours_request(fd) < 0 ? close_after_error(fd) : fd;
}

int netshim_links_open(void) { return open_subscribed(RTMGRP_LINK | RTMGRP_IPV4_IFADDR); }

ssize_t netshim_links_discard(int fd) {
    char octet;
    return recv(fd, &octet, sizeof octet, MSG_TRUNC);
}

// Fills in `entry` from one message; returns 0 when it is not an IPv4 neighbour with an Ethernet address.
static int read_neighbour(struct nlmsghdr *header, struct netshim_neighbour *entry) {
    if (header->nlmsg_type != RTM_NEWNEIGH && header->nlmsg_type != RTM_DELNEIGH) return 0;
    if (header->nlmsg_len < NLMSG_LENGTH(sizeof(struct ndmsg))) return 0;
    struct ndmsg *body = NLMSG_DATA(header);
    if (body->ndm_family != AF_INET) return 0;
    int have_address = 0, have_hardware = 0;
    memset(entry, 0, sizeof *entry);
    entry->interface_index = body->ndm_ifindex;
    int length = (int)(header->nlmsg_len - NLMSG_LENGTH(sizeof(struct ndmsg)));
    struct rtattr *attribute = (struct rtattr *)((char *)body + NLMSG_ALIGN(sizeof(struct ndmsg)));
    for (; RTA_OK(attribute, length); attribute = RTA_NEXT(attribute, length)) {
        if (attribute->rta_type == NDA_DST && RTA_PAYLOAD(attribute) == 4) {
            uint32_t address;
            memcpy(&address, RTA_DATA(attribute), 4);
            entry->address = ntohl(address);
            have_address = 1;
        } else if (attribute->rta_type == NDA_LLADDR && RTA_PAYLOAD(attribute) == 6) {
            memcpy(entry->hardware, RTA_DATA(attribute), 6);
            have_hardware = 1;
        }
    }
    int usable = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;
    entry->present = header->nlmsg_type == RTM_NEWNEIGH && have_hardware && (body->ndm_state & usable) != 0;
    return have_address;
}

int netshim_neighbours_read(int fd, struct netshim_neighbour *entries, unsigned capacity) {
    _Alignas(struct nlmsghdr) char buffer[16384];
    ssize_t received = recv(fd, buffer, sizeof buffer, 0);
    if (received < 0) return -1;
    unsigned count = 0;
    int length = (int)received;
    for (struct nlmsghdr *header = (struct nlmsghdr *)buffer; NLMSG_OK(header, (unsigned)length) && count < capacity;
         header = NLMSG_NEXT(header, length)) {
        if (read_neighbour(header, &entries[count])) count++;
    }
    return (int)count;
}

int netshim_neighbour_find(int fd, const char *device, uint32_t address, uint8_t hardware[6]) {
    struct arpreq request = {0};
    struct sockaddr_in protocol = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
    memcpy(&request.arp_pa, &protocol, sizeof protocol);
    strncpy(request.arp_dev, device, sizeof request.arp_dev - 1);
    if (ioctl(fd, SIOCGARP, &request) < 0) return errno == ENXIO || errno == ENODEV ? 0 : -1;
    // An entry that is still being resolved has no address yet.
    if (!(request.arp_flags & ATF_COM) || request.arp_ha.sa_family != ARPHRD_ETHER) return 0;
    memcpy(hardware, request.arp_ha.sa_data, 6);
    return 1;
}

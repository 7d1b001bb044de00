#include "CNetShim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

_Static_assert(sizeof(struct netshim_datagram) == 24, "mirrored in NetIO");

int netshim_enable_packet_info(int fd) {
    int on = 1;
    return setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
}

static void read_envelope(struct netshim_datagram *out, struct mmsghdr *message, const struct sockaddr_in *source) {
    memset(out, 0, sizeof *out);
    out->length = message->msg_len;
    out->truncated = (message->msg_hdr.msg_flags & MSG_TRUNC) != 0;
    out->source_address = ntohl(source->sin_addr.s_addr);
    out->source_port = ntohs(source->sin_port);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message->msg_hdr); c; c = CMSG_NXTHDR(&message->msg_hdr, c)) {
        if (c->cmsg_level != IPPROTO_IP || c->cmsg_type != IP_PKTINFO) continue;
        struct in_pktinfo info;
        memcpy(&info, CMSG_DATA(c), sizeof info);
        out->destination_address = ntohl(info.ipi_addr.s_addr);
        out->local_address = ntohl(info.ipi_spec_dst.s_addr);
        out->interface_index = info.ipi_ifindex;
    }
}

int netshim_receive(int fd, uint8_t *buffer, size_t slot, struct netshim_datagram *datagrams, unsigned count) {
    struct mmsghdr messages[NETSHIM_BATCH];
    struct iovec vectors[NETSHIM_BATCH];
    struct sockaddr_in sources[NETSHIM_BATCH];
    union {
        char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
        struct cmsghdr alignment;
    } controls[NETSHIM_BATCH];

    if (count > NETSHIM_BATCH) count = NETSHIM_BATCH;
    memset(messages, 0, sizeof(struct mmsghdr) * count);
    for (unsigned i = 0; i < count; i++) {
        vectors[i] = (struct iovec){.iov_base = buffer + i * slot, .iov_len = slot};
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &sources[i], .msg_namelen = sizeof sources[i], .msg_iov = &vectors[i], .msg_iovlen = 1,
            .msg_control = &controls[i], .msg_controllen = sizeof controls[i]};
    }
    int received = recvmmsg(fd, messages, count, MSG_DONTWAIT, NULL);
    for (int i = 0; i < received; i++) read_envelope(&datagrams[i], &messages[i], &sources[i]);
    return received;
}

ssize_t netshim_receive_one(int fd, uint8_t *buffer, size_t capacity, uint32_t *source_address, uint16_t *source_port) {
    struct sockaddr_in source = {0};
    socklen_t size = sizeof source;
    ssize_t length = recvfrom(fd, buffer, capacity, MSG_DONTWAIT, (struct sockaddr *)&source, &size);
    *source_address = ntohl(source.sin_addr.s_addr);
    *source_port = ntohs(source.sin_port);
    return length;
}

union packet_info {
    char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
    struct cmsghdr alignment;
};

static void choose_way(struct msghdr *message, union packet_info *control, uint32_t from, int interface_index) {
    if (from == 0 && interface_index == 0) return;
    memset(control, 0, sizeof *control);
    message->msg_control = control;
    message->msg_controllen = sizeof *control;
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = IPPROTO_IP;
    header->cmsg_type = IP_PKTINFO;
    header->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
    struct in_pktinfo info = {.ipi_ifindex = interface_index, .ipi_spec_dst = {.s_addr = htonl(from)}};
    memcpy(CMSG_DATA(header), &info, sizeof info);
}

ssize_t netshim_send(int fd, const uint8_t *bytes, size_t length, uint32_t to, uint16_t port, uint32_t from,
                     int interface_index) {
    struct sockaddr_in destination = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {.s_addr = htonl(to)}};
    struct iovec vector = {.iov_base = (void *)bytes, .iov_len = length};
    union packet_info control;
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (to != 0) {
        message.msg_name = &destination;
        message.msg_namelen = sizeof destination;
    }
    choose_way(&message, &control, from, interface_index);
    return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int netshim_send_all(int fd, const uint8_t *buffer, const struct netshim_outgoing *datagrams, unsigned count) {
    struct mmsghdr messages[NETSHIM_BATCH];
    struct iovec vectors[NETSHIM_BATCH];
    struct sockaddr_in destinations[NETSHIM_BATCH];
    union packet_info controls[NETSHIM_BATCH];

    if (count > NETSHIM_BATCH) count = NETSHIM_BATCH;
    memset(messages, 0, sizeof(struct mmsghdr) * count);
    for (unsigned i = 0; i < count; i++) {
        const struct netshim_outgoing *datagram = &datagrams[i];
        destinations[i] = (struct sockaddr_in){
            .sin_family = AF_INET, .sin_port = htons(datagram->port), .sin_addr = {.s_addr = htonl(datagram->to)}};
        vectors[i] = (struct iovec){.iov_base = (void *)(buffer + datagram->start), .iov_len = datagram->length};
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &destinations[i], .msg_namelen = sizeof destinations[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
        choose_way(&messages[i].msg_hdr, &controls[i], datagram->from, datagram->interface_index);
    }
    return sendmmsg(fd, messages, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

// What one UDP_SEGMENT send may carry: udp(7) and the longest UDP payload.
enum { MOST_SEGMENTS = 64, LONGEST_PAYLOAD = 65507, HEADER = 4 };

// Sends `count` blocks as one message of segments; the kernel refuses it where it cannot cut them.
static ssize_t send_segments(int fd, struct sockaddr_in *destination, struct iovec *vectors, unsigned count,
                             size_t segment) {
    union {
        char bytes[CMSG_SPACE(sizeof(uint16_t))];
        struct cmsghdr alignment;
    } control = {0};
    struct msghdr message = {.msg_name = destination, .msg_namelen = sizeof *destination, .msg_iov = vectors,
                             .msg_iovlen = 2 * count};
    if (count > 1) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_UDP;
        header->cmsg_type = UDP_SEGMENT;
        header->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        uint16_t size = (uint16_t)segment;
        memcpy(CMSG_DATA(header), &size, sizeof size);
    }
    return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int netshim_send_blocks(int fd, uint16_t number, const uint8_t *octets, size_t offset, size_t length, size_t block,
                        unsigned count, uint32_t to, uint16_t port) {
    const uint8_t *bytes = octets + offset;
    struct sockaddr_in destination = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {.s_addr = htonl(to)}};
    struct iovec vectors[2 * MOST_SEGMENTS];
    uint8_t headers[MOST_SEGMENTS][HEADER];
    unsigned most = LONGEST_PAYLOAD / (block + HEADER), sent = 0;
    if (most > MOST_SEGMENTS) most = MOST_SEGMENTS;
    if (most == 0) most = 1;
    while (sent < count) {
        unsigned batch = count - sent < most ? count - sent : most;
        for (unsigned i = 0; i < batch; i++) {
            size_t start = (size_t)(sent + i) * block;
            uint16_t current = (uint16_t)(number + sent + i);
            memcpy(headers[i], (uint8_t[HEADER]){0, 3, current >> 8, current & 255}, HEADER);
            vectors[2 * i] = (struct iovec){.iov_base = headers[i], .iov_len = HEADER};
            // A file that became shorter leaves blocks without content.
            size_t left = length > start ? length - start : 0;
            vectors[2 * i + 1] = (struct iovec){
                .iov_base = (void *)(left > 0 ? bytes + start : NULL), .iov_len = left < block ? left : block};
        }
        if (send_segments(fd, &destination, vectors, batch, block + HEADER) < 0) {
            // Packets longer than the link's, or a link without checksums: each block goes on its own.
            if (batch == 1 || errno == EAGAIN || errno == EINTR) return sent > 0 ? (int)sent : -1;
            most = 1;
            continue;
        }
        sent += batch;
    }
    return (int)sent;
}

int netshim_accept(int fd, uint32_t *peer_address, uint16_t *peer_port, uint32_t *local_address) {
    struct sockaddr_in peer = {0}, local = {0};
    socklen_t length = sizeof peer;
    int accepted = accept4(fd, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) return -1;
    length = sizeof local;
    // A connection that is already gone has no local name; its zero address is refused by the caller.
    (void)getsockname(accepted, (struct sockaddr *)&local, &length);
    *peer_address = ntohl(peer.sin_addr.s_addr);
    *peer_port = ntohs(peer.sin_port);
    *local_address = ntohl(local.sin_addr.s_addr);
    return accepted;
}

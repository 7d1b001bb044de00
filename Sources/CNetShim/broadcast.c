#include "CNetShim.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

struct headers {
    struct iphdr ip;
    struct udphdr udp;
};
_Static_assert(sizeof(struct headers) == 28, "RFC 791, RFC 768");

int netshim_broadcast_open(void) {
    // Without a protocol it hears nothing.
    return socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

// Adds up 16-bit words as they lie in memory (RFC 1071); behind an odd octet comes a zero.
static uint32_t sum(const void *octets, size_t length) {
    const uint8_t *bytes = octets;
    uint32_t sum = 0;
    uint16_t word;
    for (size_t i = 0; i + 1 < length; i += 2) {
        memcpy(&word, bytes + i, sizeof word);
        sum += word;
    }
    if (length % 2 == 1) {
        memcpy(&word, (uint8_t[2]){bytes[length - 1], 0}, sizeof word);
        sum += word;
    }
    return sum;
}

static uint16_t checksum(uint32_t sum) {
    while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~sum;
}

// What the kernel writes before the payload of a datagram.
static struct headers headers_of(const struct netshim_outgoing *datagram, const uint8_t *payload, uint16_t port) {
    uint16_t length = (uint16_t)(sizeof(struct udphdr) + datagram->length);
    struct headers headers = {
        .ip = {.version = 4, .ihl = 5, .tot_len = htons((uint16_t)(sizeof(struct iphdr) + length)),
               .ttl = 64, .protocol = IPPROTO_UDP, .saddr = htonl(datagram->from),
               .daddr = htonl(datagram->to)},
        .udp = {.source = htons(port), .dest = htons(datagram->port), .len = htons(length)}};
    headers.ip.check = checksum(sum(&headers.ip, sizeof headers.ip));
    uint32_t pseudo = sum(&headers.ip.saddr, 8) + htons(IPPROTO_UDP) + htons(length);
    uint16_t check = checksum(pseudo + sum(&headers.udp, sizeof headers.udp) + sum(payload, datagram->length));
    // Zero would mean that there is none.
    headers.udp.check = check == 0 ? 0xFFFF : check;
    return headers;
}

static int is_broadcast(const struct netshim_outgoing *datagram) {
    return datagram->to == INADDR_BROADCAST && datagram->from != 0 && datagram->interface_index != 0
        && datagram->length <= NETSHIM_LONGEST_BROADCAST;
}

int netshim_broadcast_all(int fd, const uint8_t *buffer, const struct netshim_outgoing *datagrams, unsigned count,
                          uint16_t port) {
    struct mmsghdr messages[NETSHIM_BATCH];
    struct iovec vectors[NETSHIM_BATCH][2];
    struct sockaddr_ll links[NETSHIM_BATCH];
    struct headers headers[NETSHIM_BATCH];

    unsigned taken = 0;
    for (; taken < count && taken < NETSHIM_BATCH && is_broadcast(&datagrams[taken]); taken++) {
        const struct netshim_outgoing *datagram = &datagrams[taken];
        const uint8_t *payload = buffer + datagram->start;
        headers[taken] = headers_of(datagram, payload, port);
        links[taken] = (struct sockaddr_ll){
            .sll_family = AF_PACKET, .sll_protocol = htons(ETHERTYPE_IP), .sll_ifindex = datagram->interface_index,
            .sll_halen = ETH_ALEN, .sll_addr = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}};
        vectors[taken][0] = (struct iovec){.iov_base = &headers[taken], .iov_len = sizeof headers[taken]};
        vectors[taken][1] = (struct iovec){.iov_base = (void *)payload, .iov_len = datagram->length};
        messages[taken] = (struct mmsghdr){
            .msg_hdr = {.msg_name = &links[taken], .msg_namelen = sizeof links[taken], .msg_iov = vectors[taken],
                        .msg_iovlen = 2}};
    }
    return taken == 0 ? 0 : sendmmsg(fd, messages, taken, MSG_DONTWAIT | MSG_NOSIGNAL);
}

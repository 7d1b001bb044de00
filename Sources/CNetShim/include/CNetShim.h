// What Swift cannot say: control messages, batched datagrams, accept4, netlink and epoll structures.
// Every function returns -1 with errno set on failure and never retries EINTR; the callers in NetIO do.
#ifndef CNETSHIM_H
#define CNETSHIM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A received datagram's envelope. Addresses and ports are in host byte order.
struct netshim_datagram {
    uint32_t source_address;
    uint32_t destination_address;  // the packet's own destination, 255.255.255.255 for broadcasts
    uint32_t local_address;        // the local address a reply should come from
    int32_t interface_index;
    uint32_t length;
    uint16_t source_port;
    uint16_t truncated;            // 1 when the datagram was longer than its slot
};

// The most datagrams one call receives.
#define NETSHIM_BATCH 32

// Asks the kernel to report the arrival interface and addresses of datagrams (IP_PKTINFO).
int netshim_enable_packet_info(int fd);

// Receives up to `count` (at most NETSHIM_BATCH) datagrams into consecutive slots of `slot` octets. Returns how many.
int netshim_receive(int fd, uint8_t *buffer, size_t slot, struct netshim_datagram *datagrams, unsigned count);

// Receives one datagram, without the addresses of this end. Returns its length, as far as it fits.
ssize_t netshim_receive_one(int fd, uint8_t *buffer, size_t capacity, uint32_t *source_address, uint16_t *source_port);

// Sends one datagram; with a zero `to`, to the peer that the socket is connected to. A non-zero `from` sets the source address,
// a non-zero `interface_index` the way out.
ssize_t netshim_send(int fd, const uint8_t *bytes, size_t length, uint32_t to, uint16_t port, uint32_t from,
                     int interface_index);

// A datagram to send: a piece of a buffer and its envelope, as in netshim_send.
struct netshim_outgoing {
    uint32_t start;
    uint32_t length;
    uint32_t to;
    uint32_t from;
    int32_t interface_index;
    uint16_t port;
    uint16_t unused;
};

// Sends up to `count` (at most NETSHIM_BATCH) datagrams in order until the kernel refuses one. Returns how many it took, or
// -1 with errno set when it refused the first.
int netshim_send_all(int fd, const uint8_t *buffer, const struct netshim_outgoing *datagrams, unsigned count);

// A socket that puts IPv4 packets on links without hearing any (packet(7)); needs CAP_NET_RAW.
int netshim_broadcast_open(void);

// The longest payload that is put on a link, in one Ethernet frame.
#define NETSHIM_LONGEST_BROADCAST 1472

// Puts the datagrams to 255.255.255.255 that come first, and have `from` and `interface_index`, on their links in frames to
// everybody, as if sent from `port`. Returns how many the kernel took, or -1 with errno set when it refused the first.
int netshim_broadcast_all(int fd, const uint8_t *buffer, const struct netshim_outgoing *datagrams, unsigned count,
                          uint16_t port);

// Sends consecutive TFTP DATA packets (RFC 1350): blocks of `block` octets, the last one perhaps shorter, `length` octets
// in all from `octets + offset` on, numbered from `number` on. The kernel cuts them out of few large packets
// (UDP_SEGMENT) where it can. Returns how many blocks were taken.
int netshim_send_blocks(int fd, uint16_t number, const uint8_t *octets, size_t offset, size_t length, size_t block,
                        unsigned count, uint32_t to, uint16_t port);

// pread of what is in memory; EAGAIN when the disk would have to be waited for (preadv2 with RWF_NOWAIT). A file system
// that does not know the difference is waited for.
ssize_t netshim_read_cached(int fd, uint8_t *bytes, size_t count, off_t offset);

// accept4 with SOCK_NONBLOCK | SOCK_CLOEXEC; reports both ends in host byte order.
int netshim_accept(int fd, uint32_t *peer_address, uint16_t *peer_port, uint32_t *local_address);

// A neighbour-table entry (rtnetlink(7)). `present` is 0 when the kernel forgot it.
struct netshim_neighbour {
    uint32_t address;
    int32_t interface_index;
    uint8_t hardware[6];
    uint16_t present;
};

// Opens a non-blocking rtnetlink socket subscribed to neighbour changes and asks for the whole table once.
int netshim_neighbours_open(void);

// Reads what is waiting. Returns how many entries were filled in, 0 for messages of other kinds,
// -1 with EAGAIN when nothing waits; ENOBUFS means that changes were lost and the table must be asked for again.
int netshim_neighbours_read(int fd, struct netshim_neighbour *entries, unsigned capacity);

// Asks for the whole table again.
int netshim_neighbours_request(int fd);

// Looks up one neighbour on an interface with any IPv4 socket (arp(7)). Returns 1 and fills `hardware`, or 0 when the
// kernel does not know its address.
int netshim_neighbour_find(int fd, const char *device, uint32_t address, uint8_t hardware[6]);

// Opens a non-blocking rtnetlink socket subscribed to changes of network interfaces.
int netshim_links_open(void);

// Throws one waiting message away. Returns its length, or -1 with EAGAIN when nothing waits.
ssize_t netshim_links_discard(int fd);

// Names the calling thread by the last characters of `label`, and leaves signals to other threads but for its own faults.
// With `niceness`, 1 to 19, it comes behind the others where the processor is short.
void netshim_enter_thread(const char *label, int niceness);

// A descriptor that becomes readable when something was written to it (eventfd(2)).
int netshim_event_create(void);

// Catches a signal from now on, with an event descriptor that becomes readable by it. Until it is released, nobody else can:
// EBUSY.
int netshim_signal_catch(int number, int event);

// Takes a signal on the calling thread, where it may wait because every other thread leaves it: whoever starts a program may
// have it begin like that.
int netshim_signal_accept(int number);

// What happens with a caught signal is again what happened before; its event descriptor is not written to any more.
int netshim_signal_release(int number);

// An epoll descriptor without members.
int netshim_epoll_create(void);

// What a member of an epoll descriptor can be asked to report; NETSHIM_BROKEN is reported unasked.
enum { NETSHIM_INPUT = 1, NETSHIM_ROOM = 2, NETSHIM_BROKEN = 4 };

// The most reports that one call takes.
#define NETSHIM_REPORTS 64

struct netshim_report {
    int32_t descriptor;
    uint32_t what;
};

// Makes a descriptor a member that reports `what` as long as it holds (epoll(7), level-triggered); then changes that.
int netshim_epoll_watch(int epoll, int fd, uint32_t what);
int netshim_epoll_change(int epoll, int fd, uint32_t what);
// Takes a member out. Closing it does so only when no other process has it, as a child has until it runs its program.
int netshim_epoll_forget(int epoll, int fd);
// Fills `reports`, waiting for the first one so many milliseconds at most, for ever with -1. Returns how many.
int netshim_epoll_reports(int epoll, struct netshim_report *reports, unsigned capacity, int milliseconds);

#endif

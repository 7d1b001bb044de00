#include "CNetShim.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t netshim_read_cached(int fd, uint8_t *bytes, size_t count, off_t offset) {
    struct iovec vector = {.iov_base = bytes, .iov_len = count};
    ssize_t got = preadv2(fd, &vector, 1, offset, RWF_NOWAIT);
    if (got < 0 && errno == EOPNOTSUPP) return pread(fd, bytes, count, offset);
    return got;
}

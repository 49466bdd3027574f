/* Loaded before the C library (LD_PRELOAD) into a program under test. Sees every call that changes files
 * below FAULT_ROOT, and depending on the environment
 *   FAULT_LOG=FILE   writes each call with its bytes behind FILE: a trace to make power failures of;
 *   FAULT_AT=N       does something to the Nth call, counted from 1:
 *   FAULT_HOW=kill   the program is killed before it,
 *             torn   half of what it writes is written, then the program is killed,
 *             full   it and all later ones that need room fail: the disk is full,
 *             io     it fails with an input/output error,
 *             skip   it is left out and yet said to have been done: a planted fault.
 * What is written to standard output is in the trace too, for that is what the program has promised. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PATH = 4096 };
enum how { NOTHING, KILL, TORN, FULL, IO, SKIP };
enum verdict { GO, FAIL, LIE };

static char root[PATH];
static size_t root_length;
static int log_fd = -1;
static long at, calls;
static enum how how;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *value = getenv("FAULT_ROOT");
    if (!value || !realpath(value, root)) return;
    root_length = strlen(root);
    if ((value = getenv("FAULT_LOG"))) log_fd = (int)syscall(SYS_openat, AT_FDCWD, value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if ((value = getenv("FAULT_AT"))) at = atol(value);
    value = getenv("FAULT_HOW");
    if (value) how = !strcmp(value, "kill") ? KILL : !strcmp(value, "torn") ? TORN : !strcmp(value, "full") ? FULL : !strcmp(value, "io") ? IO : !strcmp(value, "skip") ? SKIP : NOTHING;
}

static int ends(const char *text, const char *end) {
    size_t a = strlen(text), b = strlen(end);
    return a >= b && !strcmp(text + a - b, end);
}

/* Shared memory of SQLite is made anew after a crash: it is nobody's file. */
static int watched(const char *path) {
    return root_length && !strncmp(path, root, root_length) && !ends(path, "-shm") && !ends(path, " (deleted)");
}

static int of_fd(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return watched(path);
}

/* The whole path of a name: the folder made real, the last part as it is. */
static int of_name(int dir, const char *name, char *path) {
    char folder[PATH], joined[PATH];
    if (name[0] == '/') {
        snprintf(joined, sizeof joined, "%s", name);
    } else {
        if (dir == AT_FDCWD) {
            if (!getcwd(folder, sizeof folder)) return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
            ssize_t length = readlink(link, folder, PATH - 1);
            if (length < 0) return 0;
            folder[length] = 0;
        }
        snprintf(joined, sizeof joined, "%.2000s/%.2000s", folder, name);
    }
    char *slash = strrchr(joined, '/');
    if (!slash || slash == joined) return 0;
    *slash = 0;
    if (!realpath(joined, folder)) return 0;
    snprintf(path, PATH, "%.2000s/%.2000s", folder, slash + 1);
    return watched(path);
}

static void put(const void *bytes, size_t length) {
    const char *from = bytes;
    while (length) {
        ssize_t done = syscall(SYS_write, log_fd, from, length);
        if (done <= 0) _exit(99);
        from += done;
        length -= (size_t)done;
    }
}

static void note(char kind, const char *path, const char *to, uint64_t offset, const void *data, uint32_t length) {
    if (log_fd < 0) return;
    uint32_t a = (uint32_t)strlen(path), b = to ? (uint32_t)strlen(to) : 0;
    put(&kind, 1);
    put(&a, 4), put(path, a);
    put(&b, 4), put(to, b);
    put(&offset, 8);
    put(&length, 4), put(data, length);
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

/* What is to become of this call. `room` says that it needs room on the disk. */
static enum verdict judge(int room) {
    calls++;
    if (!at || calls < at) return GO;
    if (how == FULL && room) { errno = ENOSPC; return FAIL; }
    if (calls > at) return GO;
    switch (how) {
    case KILL: case TORN: die(); return GO;
    case IO: errno = EIO; return FAIL;
    case SKIP: return LIE;
    default: return GO;
    }
}

static int opened(int (*real)(int, const char *, int, ...), int dir, const char *name, int flags, mode_t mode) {
    char path[PATH];
    struct stat stat_before;
    if (!(flags & (O_CREAT | O_TRUNC)) || !of_name(dir, name, path)) return real(dir, name, flags, mode);
    int was = !lstat(path, &stat_before);
    int makes = !was && (flags & O_CREAT), empties = was && (flags & O_TRUNC) && stat_before.st_size > 0;
    if (!makes && !empties) return real(dir, name, flags, mode);
    if (judge(makes) == FAIL) return -1;
    int fd = real(dir, name, flags, mode);
    if (fd >= 0) note(makes ? 'C' : 'T', path, 0, 0, 0, 0);
    return fd;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & O_CREAT) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }
int open(const char *name, int flags, ...) { MODE(flags) return opened(REAL(openat), AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(REAL(openat64), AT_FDCWD, name, flags, mode); }
int openat(int dir, const char *name, int flags, ...) { MODE(flags) return opened(REAL(openat), dir, name, flags, mode); }
int openat64(int dir, const char *name, int flags, ...) { MODE(flags) return opened(REAL(openat64), dir, name, flags, mode); }

static ssize_t written(int fd, const void *data, size_t length, off_t offset, int has_offset) {
    char path[PATH];
    __typeof__(&write) real = REAL(write);
    __typeof__(&pwrite64) real_at = REAL(pwrite64);
    if (!of_fd(fd, path)) {
        if (fd == 1 && root_length) note('A', "", 0, 0, data, (uint32_t)length);
        return has_offset ? real_at(fd, data, length, offset) : real(fd, data, length);
    }
    if (!has_offset) {
        struct stat now;
        int flags = fcntl(fd, F_GETFL);
        offset = (flags & O_APPEND) && !fstat(fd, &now) ? now.st_size : lseek(fd, 0, SEEK_CUR);
    }
    if (at && calls + 1 == at && how == TORN) {
        if (length > 1) real_at(fd, data, length / 2, offset);
        die();
    }
    switch (judge(1)) {
    case FAIL: return -1;
    case LIE:
        if (!has_offset) lseek(fd, (off_t)length, SEEK_CUR);
        return (ssize_t)length;
    default: break;
    }
    ssize_t done = has_offset ? real_at(fd, data, length, offset) : real(fd, data, length);
    if (done > 0) note('W', path, 0, (uint64_t)offset, data, (uint32_t)done);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return written(fd, data, length, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return written(fd, data, length, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return written(fd, data, length, offset, 1); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    ssize_t total = 0;
    for (int i = 0; i < count; i++) {
        if (!parts[i].iov_len) continue;
        ssize_t done = written(fd, parts[i].iov_base, parts[i].iov_len, 0, 0);
        if (done < 0) return total ? total : -1;
        total += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return total;
}

static int truncated(int fd, off_t size) {
    char path[PATH];
    __typeof__(&ftruncate64) real = REAL(ftruncate64);
    if (!of_fd(fd, path)) return real(fd, size);
    switch (judge(1)) { case FAIL: return -1; case LIE: return 0; default: break; }
    int done = real(fd, size);
    if (!done) note('T', path, 0, (uint64_t)size, 0, 0);
    return done;
}
int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

static int synced(int fd, int (*real)(int)) {
    char path[PATH];
    if (!of_fd(fd, path)) return real(fd);
    switch (judge(0)) { case FAIL: return -1; case LIE: return 0; default: break; }
    int done = real(fd);
    if (!done) note('S', path, 0, 0, 0, 0);
    return done;
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

#define CHANGE(kind, room, from, to, call) \
    switch (judge(room)) { case FAIL: return -1; case LIE: return 0; default: break; } \
    int done = call; \
    if (!done) note(kind, from, to, 0, 0, 0); \
    return done;

int renameat(int dir, const char *name, int dir_to, const char *name_to) {
    char path[PATH], to[PATH];
    __typeof__(&renameat) real = REAL(renameat);
    if (!of_name(dir, name, path) || !of_name(dir_to, name_to, to)) return real(dir, name, dir_to, name_to);
    CHANGE('R', 1, path, to, real(dir, name, dir_to, name_to))
}
int rename(const char *name, const char *name_to) { return renameat(AT_FDCWD, name, AT_FDCWD, name_to); }

int linkat(int dir, const char *name, int dir_to, const char *name_to, int flags) {
    char path[PATH], to[PATH];
    __typeof__(&linkat) real = REAL(linkat);
    if (!of_name(dir, name, path) || !of_name(dir_to, name_to, to)) return real(dir, name, dir_to, name_to, flags);
    CHANGE('L', 1, path, to, real(dir, name, dir_to, name_to, flags))
}
int link(const char *name, const char *name_to) { return linkat(AT_FDCWD, name, AT_FDCWD, name_to, 0); }

int unlinkat(int dir, const char *name, int flags) {
    char path[PATH];
    __typeof__(&unlinkat) real = REAL(unlinkat);
    if (!of_name(dir, name, path)) return real(dir, name, flags);
    CHANGE(flags & AT_REMOVEDIR ? 'D' : 'U', 0, path, 0, real(dir, name, flags))
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdirat(int dir, const char *name, mode_t mode) {
    char path[PATH];
    struct stat now;
    __typeof__(&mkdirat) real = REAL(mkdirat);
    if (!of_name(dir, name, path) || !lstat(path, &now)) return real(dir, name, mode);
    CHANGE('M', 1, path, 0, real(dir, name, mode))
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

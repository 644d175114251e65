/*
 * A disk that keeps a diary and can fail: preloaded (LD_PRELOAD) into a process, it stands between it and the C library for
 * every call that changes files below DISK_ROOT.
 *
 * DISK_LOG: what happened, in order, one record per change (recorded-disk.ts reads them):
 *   C inode path | W inode offset length, then the bytes | T inode length
 *   B number inode path (a sync begins) | E number (it has ended: what was there at its begin is on disk)
 *   R from to | L from to | U path | M path (mkdir) | X path (rmdir)
 *
 * DISK_FAULT: a file "kind after count": after so many more changing calls, the next `count` of them fail. The kinds:
 * ENOSPC, EIO, EROFS: nothing happens and that is the answer; short: half is written; none: nothing is, with the answer 0.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FD 4096
#define REAL(name) ((__typeof__(&name))real(#name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *paths[MAX_FD];
static ino_t inodes[MAX_FD];
static const char *root, *fault_path;
static int log_fd = -1;
static unsigned long syncs;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  root = getenv("DISK_ROOT");
  fault_path = getenv("DISK_FAULT");
  const char *log = getenv("DISK_LOG");
  if (log) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int ours(const char *path) {
  return root && path && strncmp(path, root, strlen(root)) == 0;
}

/* SQLite's index of its log is memory that happens to be a file: it is made anew from the log. */
static int counts(const char *path) {
  size_t length = path ? strlen(path) : 0;
  return ours(path) && !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static unsigned long inode_of(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 ? (unsigned long)about.st_ino : 0;
}

/* libuv closes without asking the C library, so a number may belong to another file, or to a connection, by now. */
static const char *path_of(int fd) {
  struct stat about;
  if (fd < 0 || fd >= MAX_FD || !paths[fd] || !counts(paths[fd])) return NULL;
  int is_same = fstat(fd, &about) == 0 && about.st_ino == inodes[fd] && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
  return is_same ? paths[fd] : NULL;
}

static void note(const void *bytes, size_t length, const char *format, ...) {
  if (log_fd < 0) return;
  char head[2 * PATH_MAX + 64];
  va_list values;
  va_start(values, format);
  int used = vsnprintf(head, sizeof head - 1, format, values);
  va_end(values);
  head[used++] = '\n';
  struct iovec parts[2] = {{head, used}, {(void *)bytes, length}};
  syscall(SYS_writev, log_fd, parts, bytes ? 2 : 1);
}

/* 0: works. -1: fails with errno. 1: half. 2: nothing. Called with the lock held. */
static int fate(int is_write) {
  if (!fault_path) return 0;
  int fd = syscall(SYS_openat, AT_FDCWD, fault_path, O_RDWR | O_CLOEXEC, 0);
  if (fd < 0) return 0;
  char text[64] = {0}, kind[16] = "";
  long after = 0, count = 0;
  int result = 0;
  if (pread(fd, text, sizeof text - 1, 0) > 0 && sscanf(text, "%15s %ld %ld", kind, &after, &count) == 3 && count > 0) {
    if (after > 0) after--;
    else {
      count--;
      if (strcmp(kind, "short") == 0) result = is_write ? 1 : 0;
      else if (strcmp(kind, "none") == 0) result = is_write ? 2 : 0;
      else {
        errno = strcmp(kind, "EIO") == 0 ? EIO : strcmp(kind, "EROFS") == 0 ? EROFS : ENOSPC;
        result = -1;
      }
    }
    int saved = errno;
    int used = snprintf(text, sizeof text, "%s %ld %ld\n                ", kind, after, count);
    syscall(SYS_pwrite64, fd, text, (size_t)used, (off_t)0);
    errno = saved;
  }
  int saved = errno;
  syscall(SYS_close, fd);
  errno = saved;
  return result;
}

static int open_noted(int dir, const char *path, int flags, mode_t mode) {
  if (!ours(path)) return syscall(SYS_openat, dir, path, flags, mode);
  pthread_mutex_lock(&lock);
  int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
  int fd = is_new && counts(path) && fate(0) < 0 ? -1 : (int)syscall(SYS_openat, dir, path, flags, mode);
  if (fd >= 0 && fd < MAX_FD) {
    free(paths[fd]);
    paths[fd] = strdup(path);
    inodes[fd] = inode_of(fd);
    if (is_new && counts(path)) note(NULL, 0, "C\t%lu\t%s", inode_of(fd), path);
    else if ((flags & O_TRUNC) && counts(path)) note(NULL, 0, "T\t%lu\t0", inode_of(fd));
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define MODE_OF(flags, mode)                                       \
  mode_t mode = 0;                                                 \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                         \
    va_list values;                                                \
    va_start(values, flags);                                       \
    mode = va_arg(values, mode_t);                                 \
    va_end(values);                                                \
  }

int open(const char *path, int flags, ...) { MODE_OF(flags, mode) return open_noted(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags, mode) return open_noted(AT_FDCWD, path, flags, mode); }
int openat(int dir, const char *path, int flags, ...) { MODE_OF(flags, mode) return open_noted(dir, path, flags, mode); }
int openat64(int dir, const char *path, int flags, ...) { MODE_OF(flags, mode) return open_noted(dir, path, flags, mode); }

/* offset < 0: where the file stands. */
static ssize_t write_noted(int fd, const void *bytes, size_t length, off_t offset) {
  if (!path_of(fd)) {
    return offset < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
  }
  pthread_mutex_lock(&lock);
  int kind = fate(1);
  ssize_t written = -1;
  if (kind == 2) written = 0;
  if (kind == 0 || kind == 1) {
    size_t some = kind == 1 ? length / 2 : length;
    off_t at = offset < 0 ? lseek(fd, 0, SEEK_CUR) : offset;
    written = syscall(SYS_pwrite64, fd, bytes, some, at);
    if (written > 0 && offset < 0) lseek(fd, at + written, SEEK_SET);
    if (written > 0) note(bytes, written, "W\t%lu\t%ld\t%zd", inode_of(fd), (long)at, written);
  }
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t write(int fd, const void *bytes, size_t length) { return write_noted(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_noted(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return write_noted(fd, bytes, length, at); }

static ssize_t writev_noted(int fd, const struct iovec *parts, int count, off_t offset) {
  ssize_t all = 0;
  for (int i = 0; i < count; i++) {
    if (parts[i].iov_len == 0) continue;
    ssize_t some = write_noted(fd, parts[i].iov_base, parts[i].iov_len, offset < 0 ? -1 : offset + all);
    if (some < 0) return all > 0 ? all : -1;
    all += some;
    if ((size_t)some < parts[i].iov_len) break;
  }
  return all;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  return path_of(fd) ? writev_noted(fd, parts, count, -1) : syscall(SYS_writev, fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return writev_noted(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return writev_noted(fd, parts, count, at); }

static int truncate_noted(int fd, off_t length) {
  if (!path_of(fd)) return syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  int result = fate(0) < 0 ? -1 : (int)syscall(SYS_ftruncate, fd, length);
  if (result == 0) note(NULL, 0, "T\t%lu\t%ld", inode_of(fd), (long)length);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int fd, off_t length) { return truncate_noted(fd, length); }
int ftruncate64(int fd, off64_t length) { return truncate_noted(fd, length); }

/* Nothing has to reach a real disk: what a sync promises is noted, and the run is faster for it. */
static int sync_noted(int fd) {
  if (!path_of(fd)) return syscall(SYS_fsync, fd);
  pthread_mutex_lock(&lock);
  int fails = fate(0) < 0;
  unsigned long number = ++syncs;
  if (!fails) note(NULL, 0, "B\t%d.%lu\t%lu\t%s", getpid(), number, inode_of(fd), path_of(fd));
  pthread_mutex_unlock(&lock);
  if (fails) return -1;
  usleep(200);
  note(NULL, 0, "E\t%d.%lu", getpid(), number);
  return 0;
}

int fsync(int fd) { return sync_noted(fd); }
int fdatasync(int fd) { return sync_noted(fd); }

#define CHANGE(path, call, ...)                                    \
  if (!counts(path)) return call;                                  \
  pthread_mutex_lock(&lock);                                       \
  int result = fate(0) < 0 ? -1 : call;                            \
  int saved = errno;                                               \
  if (result == 0) note(NULL, 0, __VA_ARGS__);                     \
  pthread_mutex_unlock(&lock);                                     \
  errno = saved;                                                   \
  return result;

int rename(const char *from, const char *to) { CHANGE(to, REAL(rename)(from, to), "R\t%s\t%s", from, to) }
int link(const char *from, const char *to) { CHANGE(to, REAL(link)(from, to), "L\t%s\t%s", from, to) }
int mkdir(const char *path, mode_t mode) { CHANGE(path, REAL(mkdir)(path, mode), "M\t%s", path) }

/* Removing always works: it takes no room. */
#define REMOVAL(path, call, ...)                                   \
  if (!counts(path)) return call;                                  \
  pthread_mutex_lock(&lock);                                       \
  int result = call;                                               \
  int saved = errno;                                               \
  if (result == 0) note(NULL, 0, __VA_ARGS__);                     \
  pthread_mutex_unlock(&lock);                                     \
  errno = saved;                                                   \
  return result;

int unlink(const char *path) { REMOVAL(path, REAL(unlink)(path), "U\t%s", path) }
int rmdir(const char *path) { REMOVAL(path, REAL(rmdir)(path), "X\t%s", path) }
int remove(const char *path) { REMOVAL(path, REAL(remove)(path), "U\t%s", path) }

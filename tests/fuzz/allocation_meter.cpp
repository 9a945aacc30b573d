// SPDX-License-Identifier: MIT
#include "allocation_meter.hpp"

#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {

std::size_t requested = 0;
// Negative while older memory is freed.
long long live = 0;
long long peak = 0;

void* allocate(std::size_t size) noexcept {
    auto* const memory = std::malloc(size != 0 ? size : 1);
    requested += size;
    live += static_cast<long long>(malloc_usable_size(memory));
    if (live > peak)
        peak = live;
    return memory;
}

} // namespace

namespace fuzz {

void start_metering() noexcept {
    requested = 0;
    live = peak = 0;
}
allocated metered() noexcept {
    return {requested, static_cast<std::size_t>(peak)};
}

} // namespace fuzz

void* operator new(std::size_t size) {
    if (auto* const memory = allocate(size))
        return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return allocate(size);
}
void operator delete(void* memory) noexcept {
    live -= static_cast<long long>(malloc_usable_size(memory));
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    operator delete(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    operator delete(memory);
}

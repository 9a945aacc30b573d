// SPDX-License-Identifier: MIT
#include "allocations.hpp"

#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

std::size_t allocated = 0;
std::size_t freed = 0;
std::size_t allowed = SIZE_MAX;

void* allocate(std::size_t size) noexcept {
    if (allowed == 0)
        return nullptr;
    if (allowed != SIZE_MAX)
        --allowed;
    ++allocated;
    return std::malloc(size != 0 ? size : 1);
}

} // namespace

namespace support {

std::size_t allocations() noexcept {
    return allocated;
}
std::size_t live_allocations() noexcept {
    return allocated - freed;
}
failing_allocations::failing_allocations(std::size_t count) noexcept {
    allowed = count;
}
failing_allocations::~failing_allocations() {
    allowed = SIZE_MAX;
}

} // namespace support

void* operator new(std::size_t size) {
    if (auto* const memory = allocate(size))
        return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return allocate(size);
}
void operator delete(void* memory) noexcept {
    if (memory != nullptr)
        ++freed;
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    operator delete(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    operator delete(memory);
}

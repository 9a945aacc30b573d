// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>

namespace awaitgram {

namespace detail {

/// Blocks that a thread freed and will use again, by size.
struct free_blocks {
    static constexpr std::size_t step = 16;
    static constexpr std::size_t largest = 512;
    /// As much of each size is kept.
    static constexpr std::size_t most_bytes = std::size_t{64} << 10;

    struct block {
        block* next;
    };
    struct sized {
        block* first = nullptr;
        std::size_t bytes = 0;
    };
    enum class phase : std::uint8_t { unused, in_use, ended };

    std::array<sized, largest / step> sizes{};
    phase state = phase::unused;

    void clear() noexcept {
        for (auto& each : sizes) {
            while (each.first != nullptr) {
                auto* const freed = each.first;
                each.first = freed->next;
                ::operator delete(freed);
            }
            each.bytes = 0;
        }
    }
};

// Apart from what frees them, since objects may be destroyed after that.
inline constinit thread_local free_blocks own_blocks{};

struct free_blocks_end {
    free_blocks_end() noexcept { own_blocks.state = free_blocks::phase::in_use; }
    free_blocks_end(const free_blocks_end&) = delete;
    free_blocks_end& operator=(const free_blocks_end&) = delete;
    ~free_blocks_end() {
        own_blocks.clear();
        own_blocks.state = free_blocks::phase::ended;
    }
};

/// Whether blocks of this thread may be kept.
[[nodiscard]] inline bool may_keep_blocks() noexcept {
    if (own_blocks.state == free_blocks::phase::unused)
        static thread_local const free_blocks_end at_the_end;
    return own_blocks.state == free_blocks::phase::in_use;
}

[[nodiscard]] constexpr std::size_t size_index(std::size_t size) noexcept {
    return (size - 1) / free_blocks::step;
}

[[nodiscard]] inline void* take_block(std::size_t size) {
    auto& from = own_blocks.sizes[size_index(size)];
    const auto whole = (size_index(size) + 1) * free_blocks::step;
    if (from.first == nullptr)
        return ::operator new(whole);
    auto* const taken = from.first;
    from.first = taken->next;
    from.bytes -= whole;
    return taken;
}

inline void give_block(void* memory, std::size_t size) noexcept {
    auto& to = own_blocks.sizes[size_index(size)];
    const auto whole = (size_index(size) + 1) * free_blocks::step;
    if (to.bytes + whole > free_blocks::most_bytes || !may_keep_blocks())
        return ::operator delete(memory);
    to.first = ::new (memory) free_blocks::block{to.first};
    to.bytes += whole;
}

// A sanitizer is to see each use of freed memory.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool recycles = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool recycles = false;
#else
inline constexpr bool recycles = true;
#endif
#else
inline constexpr bool recycles = true;
#endif

} // namespace detail

/// An allocator for the nodes of containers, and for single objects, that come and go with each update: a thread uses the memory that
/// it freed again, up to 64 KiB of each size.
template <class T>
struct recycling_allocator {
    using value_type = T;
    using is_always_equal = std::true_type;

    recycling_allocator() = default;
    template <class U>
    recycling_allocator(const recycling_allocator<U>& /*other*/) noexcept {}

    [[nodiscard]] T* allocate(std::size_t count) {
        if constexpr (fits()) {
            if (count == 1)
                return static_cast<T*>(detail::take_block(sizeof(T)));
        }
        return std::allocator<T>{}.allocate(count);
    }

    void deallocate(T* memory, std::size_t count) noexcept {
        if constexpr (fits()) {
            if (count == 1)
                return detail::give_block(memory, sizeof(T));
        }
        std::allocator<T>{}.deallocate(memory, count);
    }

    template <class U>
    friend bool operator==(
        const recycling_allocator& /*left*/, const recycling_allocator<U>& /*right*/
    ) noexcept {
        return true;
    }

private:
    // Only where it is used: a list names the allocator of a type that is not complete yet.
    [[nodiscard]] static constexpr bool fits() noexcept {
        return detail::recycles && sizeof(T) <= detail::free_blocks::largest &&
               alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__;
    }
};

} // namespace awaitgram

// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/descriptor.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

// GCC 12 wrongly reports members of a temporary request as uninitialised when an exception is thrown.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace awaitgram::tl::detail {

/// More items or bytes than any frame can have.
[[noreturn, gnu::cold]] inline void throw_too_long();

/// Memory of strings, bytes and vectors: 16 bytes, owned if `capacity_` is not zero, borrowed from a frame or arena
/// otherwise.
///
/// A null pointer means "absent" and occurs only inside an `opt`.
class storage {
public:
    constexpr storage() noexcept = default;
    constexpr explicit storage(absent_t) noexcept : data_(nullptr) {}
    storage(const void* data, std::uint32_t size, std::uint32_t capacity) noexcept
        : data_(data), size_(size), capacity_(capacity) {}

    const void* data() const noexcept { return data_; }
    void* mutable_data() noexcept { return const_cast<void*>(data_); }
    std::uint32_t size() const noexcept { return size_; }
    std::uint32_t capacity() const noexcept { return capacity_; }
    bool present() const noexcept { return data_ != nullptr; }

    void set_size(std::size_t size) noexcept { size_ = static_cast<std::uint32_t>(size); }

    /// Releases the contents and leaves an empty object (an absent one stays absent).
    storage release() noexcept {
        const auto taken = *this;
        if (data_ != nullptr)
            data_ = nothing;
        size_ = capacity_ = 0;
        return taken;
    }

    /// Frees the memory of a text if it is owned.
    void free_text() noexcept {
        if (capacity_ != 0)
            ::operator delete(mutable_data());
    }

    /// An owned copy of plain bytes; absent stays absent.
    static storage copy_text(const void* data, std::size_t size) {
        if (size > 0xffff'ffff)
            throw_too_long();
        if (size == 0)
            return data != nullptr ? storage{} : storage{absent_t{}};
        auto* const memory = ::operator new(size);
        std::memcpy(memory, data, size);
        return {memory, static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(size)};
    }

private:
    const void* data_ = nothing;
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 0;
};

} // namespace awaitgram::tl::detail

#include <stdexcept>

namespace awaitgram::tl::detail {

inline void throw_too_long() {
    throw std::length_error("awaitgram::tl: too many items for one value");
}

/// Plain bytes with value semantics, shared by `string` and `bytes`.
class text_base {
public:
    constexpr text_base() noexcept = default;
    constexpr explicit text_base(absent_t absent) noexcept : storage_(absent) {}
    text_base(const void* data, std::size_t size)
        : storage_(storage::copy_text(size != 0 ? data : nothing, size)) {}
    text_base(text_base&& other) noexcept : storage_(other.storage_.release()) {}
    text_base(const text_base& other)
        : storage_(storage::copy_text(other.storage_.data(), other.storage_.size())) {}
    text_base& operator=(text_base&& other) noexcept {
        if (this != &other) {
            storage_.free_text();
            storage_ = other.storage_.release();
        }
        return *this;
    }
    text_base& operator=(const text_base& other) {
        if (this != &other)
            *this = text_base(other);
        return *this;
    }
    ~text_base() { storage_.free_text(); }

    /// Bytes.
    std::size_t size() const noexcept { return storage_.size(); }
    bool empty() const noexcept { return storage_.size() == 0; }

    /// Whether the bytes are owned, not a frame's.
    bool owns() const noexcept { return storage_.capacity() != 0 || empty(); }

protected:
    const void* raw() const noexcept { return storage_.data(); }
    bool present() const noexcept { return storage_.present(); }

    /// Refers to bytes that the caller keeps alive.
    void refer_to(const void* data, std::size_t size) noexcept {
        storage_.free_text();
        storage_ = {size != 0 ? data : nothing, static_cast<std::uint32_t>(size), 0};
    }

private:
    storage storage_;
};

} // namespace awaitgram::tl::detail

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

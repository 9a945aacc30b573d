// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace awaitgram::mtproto::detail {

/// The part of lists that does not depend on the item type, compiled once.
class list_base {
protected:
    list_base() = default;
    list_base(const list_base&) = delete;
    list_base& operator=(const list_base&) = delete;
    ~list_base() { std::free(bytes_); }

    /// Inserts room for one item at `index`.
    void* open(std::size_t index, std::size_t item) {
        if (size_ == capacity_) {
            const auto capacity = capacity_ == 0 ? 8 : capacity_ * 2;
            auto* bytes = static_cast<std::uint8_t*>(std::realloc(bytes_, capacity * item));
            if (bytes == nullptr)
                throw std::bad_alloc{};
            bytes_ = bytes;
            capacity_ = capacity;
        }
        auto* at = bytes_ + index * item;
        if (index != size_)
            std::memmove(at + item, at, (size_ - index) * item);
        ++size_;
        return at;
    }

    void close(std::size_t index, std::size_t count, std::size_t item) noexcept {
        size_ -= count;
        if (index != size_)
            std::memmove(
                bytes_ + index * item, bytes_ + (index + count) * item, (size_ - index) * item
            );
    }

    std::uint8_t* bytes_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// A growing array of trivial values, with little code per translation unit.
template <class T>
class list : list_base {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    list() = default;
    list(list&& other) noexcept { swap(other); }
    list& operator=(list&& other) noexcept {
        swap(other);
        return *this;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] T* data() noexcept { return reinterpret_cast<T*>(bytes_); }
    [[nodiscard]] const T* data() const noexcept { return reinterpret_cast<const T*>(bytes_); }
    [[nodiscard]] T* begin() noexcept { return data(); }
    [[nodiscard]] T* end() noexcept { return data() + size_; }
    [[nodiscard]] const T* begin() const noexcept { return data(); }
    [[nodiscard]] const T* end() const noexcept { return data() + size_; }
    [[nodiscard]] T& operator[](std::size_t index) noexcept { return data()[index]; }
    [[nodiscard]] const T& operator[](std::size_t index) const noexcept { return data()[index]; }
    [[nodiscard]] const T& back() const noexcept { return data()[size_ - 1]; }

    void push_back(const T& value) { insert(size_, value); }
    void insert(std::size_t index, T value) {
        std::memcpy(open(index, sizeof(T)), &value, sizeof(T));
    }
    void erase(std::size_t index, std::size_t count) noexcept { close(index, count, sizeof(T)); }
    void clear() noexcept { size_ = 0; }

    /// The first index of an item that is not less than `key`, in a sorted list.
    template <class Key>
    [[nodiscard]] std::size_t lower_bound(const Key& key) const noexcept {
        std::size_t low = 0;
        for (auto count = size_; count != 0;) {
            const auto half = count / 2;
            const auto before = (*this)[low + half] < key;
            low = before ? low + half + 1 : low;
            count = before ? count - half - 1 : half;
        }
        return low;
    }

private:
    void swap(list& other) noexcept {
        std::swap(bytes_, other.bytes_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }
};

} // namespace awaitgram::mtproto::detail

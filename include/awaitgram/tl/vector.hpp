// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/same.hpp>

#include <cassert>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace awaitgram::tl {

namespace detail {

/// The memory of a vector. Owned memory begins with its `linked_op`, so that freeing it needs no template.
class vector_base {
public:
    constexpr vector_base() noexcept = default;
    constexpr explicit vector_base(absent_t absent) noexcept : storage_(absent) {}
    vector_base(vector_base&& other) noexcept : storage_(other.storage_.release()) {}
    vector_base& operator=(vector_base&& other) noexcept {
        if (this != &other) {
            destroy_vector(storage_);
            storage_ = other.storage_.release();
        }
        return *this;
    }
    ~vector_base() { destroy_vector(storage_); }

    std::size_t size() const noexcept { return storage_.size(); }
    std::size_t capacity() const noexcept { return storage_.capacity(); }
    bool empty() const noexcept { return storage_.size() == 0; }

    /// Whether the vector owns its items, as opposed to a reply.
    bool owns() const noexcept { return capacity() != 0 || empty(); }

protected:
    constexpr explicit vector_base(const storage& taken) noexcept : storage_(taken) {}

    storage storage_;
};

} // namespace detail

/// A vector of the schema: owns its items if constructed or copied, borrows them from frame and arena if decoded.
///
/// Has the common operations of std::vector and converts from any range.
/// Shape: 16 bytes; `T` may be incomplete.
template <class T>
class vector : public detail::vector_base {
public:
    using value_type = T;
    using iterator = T*;
    using const_iterator = const T*;

    constexpr vector() noexcept = default;
    using vector_base::vector_base;
    vector(vector&& other) noexcept = default;
    vector(const vector& other)
        : vector_base(
              other.empty() ? detail::storage(other.storage_.data(), 0, 0)
                            : detail::copy_vector(shape(), other.storage_)
          ) {}
    vector(std::initializer_list<T> items) : vector(items.begin(), items.end()) {}
    template <std::input_iterator Iterator>
    vector(Iterator first, Iterator last) {
        if constexpr (std::random_access_iterator<Iterator>)
            reserve(static_cast<std::size_t>(last - first));
        for (; first != last; ++first)
            emplace_back(*first);
    }
    template <class Range>
        requires(!std::is_base_of_v<vector_base, Range>) && requires(const Range& range) {
            requires std::is_convertible_v<decltype(*range.begin()), T>;
            range.end();
        }
    vector(const Range& range) : vector(range.begin(), range.end()) {}
    vector& operator=(vector&& other) noexcept = default;
    vector& operator=(const vector& other) {
        if (this != &other)
            *this = vector(other);
        return *this;
    }
    ~vector() = default;

    T* data() noexcept { return static_cast<T*>(storage_.mutable_data()); }
    const T* data() const noexcept { return static_cast<const T*>(storage_.data()); }
    T* begin() noexcept { return data(); }
    T* end() noexcept { return data() + size(); }
    const T* begin() const noexcept { return data(); }
    const T* end() const noexcept { return data() + size(); }
    T& operator[](std::size_t index) noexcept { return at_index(index); }
    const T& operator[](std::size_t index) const noexcept {
        return const_cast<vector*>(this)->at_index(index);
    }
    T& front() noexcept { return at_index(0); }
    const T& front() const noexcept { return (*this)[0]; }
    T& back() noexcept { return at_index(size() - 1); }
    const T& back() const noexcept { return (*this)[size() - 1]; }

    operator std::span<const T>() const noexcept { return {data(), size()}; }

    void reserve(std::size_t count) {
        if (count > capacity())
            detail::grow_vector(shape(), storage_, count);
    }

    template <class... Arguments>
    T& emplace_back(Arguments&&... arguments) {
        if (size() == capacity()) {
            // The arguments may be parts of this vector.
            T item(std::forward<Arguments>(arguments)...);
            detail::grow_vector(shape(), storage_, capacity() != 0 ? capacity() * 2 : 4);
            return appended(::new (static_cast<void*>(data() + size())) T(std::move(item)));
        }
        return appended(::new (static_cast<void*>(data() + size()))
                            T(std::forward<Arguments>(arguments)...));
    }
    void push_back(const T& item) { emplace_back(item); }
    void push_back(T&& item) { emplace_back(std::move(item)); }

    void pop_back() noexcept {
        back().~T();
        storage_.set_size(size() - 1);
    }
    void clear() noexcept {
        while (!empty())
            pop_back();
    }

    /// Removes one item.
    T* erase(const T* position) noexcept {
        auto* const place = begin() + (position - begin());
        for (auto* next = place + 1; next != end(); ++next)
            *(next - 1) = std::move(*next);
        pop_back();
        return place;
    }

    /// Inserts an item before `position`.
    T* insert(const T* position, T item) {
        const auto index = static_cast<std::size_t>(position - begin());
        emplace_back(std::move(item));
        for (auto at = size() - 1; at > index; --at)
            std::swap((*this)[at], (*this)[at - 1]);
        return begin() + index;
    }

    friend bool operator==(const vector& left, const vector& right) noexcept {
        return detail::same_vectors(shape(), left.storage_, right.storage_);
    }

private:
    static const detail::linked_op& shape() noexcept { return detail::entry_of<vector>()->shape; }

    T& at_index(std::size_t index) noexcept {
        assert(index < size());
        return data()[index];
    }

    T& appended(T* item) noexcept {
        storage_.set_size(size() + 1);
        return *item;
    }
};

/// A vector without the vector constructor's id on the wire (`vector<T>` in the schema).
template <class T>
class bare_vector : public vector<T> {
public:
    using vector<T>::vector;
    bare_vector(vector<T> items) noexcept : vector<T>(std::move(items)) {}
    constexpr bare_vector() noexcept = default;
};

} // namespace awaitgram::tl

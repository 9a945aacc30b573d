// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// The link of an object in a list; leaves the list on destruction. `Tag` distinguishes the lists of one object.
template <class Tag>
class list_link {
public:
    list_link() = default;
    list_link(const list_link&) = delete;
    list_link& operator=(const list_link&) = delete;
    ~list_link() { unlink(); }

    [[nodiscard]] bool linked() const noexcept { return next_ != this; }

    /// Leaves the list, if any.
    void unlink() noexcept {
        previous_->next_ = next_;
        next_->previous_ = previous_;
        previous_ = next_ = this;
    }

private:
    template <class T, class Of>
    friend class intrusive_list;

    list_link* previous_ = this;
    list_link* next_ = this;
};

/// A list of objects that derive from `list_link<Tag>`. It does not own them and does not allocate.
template <class T, class Tag>
class intrusive_list {
public:
    [[nodiscard]] bool empty() const noexcept { return !ends_.linked(); }

    /// The first object; the list must not be empty.
    [[nodiscard]] T& front() noexcept { return static_cast<T&>(*ends_.next_); }

    /// Adds an object, and removes it from its current list, if any.
    void push_back(list_link<Tag>& added) noexcept {
        added.unlink();
        added.previous_ = ends_.previous_;
        added.next_ = &ends_;
        ends_.previous_->next_ = &added;
        ends_.previous_ = &added;
    }

    /// Moves all objects of another list to the end of this one.
    void take(intrusive_list& other) noexcept {
        while (!other.empty())
            push_back(other.front());
    }

    /// Calls `visit` with each object; it may remove that object, but no other one.
    template <class Visit>
    void for_each(Visit visit) {
        for (auto* at = ends_.next_; at != &ends_;) {
            auto& each = static_cast<T&>(*at);
            at = at->next_;
            visit(each);
        }
    }

private:
    list_link<Tag> ends_;
};

} // namespace awaitgram

package io.sextant.control;

import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import io.sextant.policy.PolicyCompiler;
import io.sextant.policy.PolicyTraits;
import io.sextant.policy.RuleSetLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * From what is wanted to what the node is to be. Does no I/O and has no clock but the allocator's;
 * remembers only to be quick. For one thread.
 *
 * <p>A change comes in one step, or in two when policies change and with them who has which
 * identity: first the identities under the policies before, told apart by what the policies before
 * and after name; then the policies. The rules of both steps know the numbers before and after,
 * since all that the allocator remembers is compiled for.
 */
final class Planner {
  private static final RuleSetLimit LIMIT = new RuleSetLimit();

  private final IdentityAllocator allocator;
  private final IntSupplier revisions;
  private final Census census;
  private final Compilation compilation = new Compilation();

  /**
   * @param revisions gives a larger one each time
   */
  Planner(PlannerSettings settings, IdentityAllocator allocator, IntSupplier revisions) {
    this.allocator = allocator;
    this.revisions = revisions;
    this.census = new Census(settings, allocator);
  }

  /**
   * @param before what the node is
   * @throws IllegalStateException when it cannot be, and why; nothing is changed then
   */
  Plan plan(Plan before, Wanted wanted) {
    allocator.mark();
    try {
      return planned(before, wanted);
    } catch (IllegalStateException e) {
      allocator.takeBack();
      throw e;
    }
  }

  private Plan planned(Plan before, Wanted wanted) {
    List<Policy> policies = same(before.policies(), wanted.objects().policies());
    PolicyTraits traits =
        policies.equals(before.policies())
            ? before.traits()
            : same(before.traits(), PolicyTraits.of(policies));
    List<NodeIntent> steps = new ArrayList<>();
    Plan from = before;
    if (before.last().revision() > 0 && !policies.equals(before.policies())) {
      from = prepare(before, wanted, joint(before, policies, traits));
      steps.addAll(from.steps());
    }
    Population population = census.take(wanted, traits);
    Plan last = step(from, wanted, policies, traits, population);
    steps.addAll(last.steps());
    return new Plan(wanted, policies, traits, population, last.last(), steps);
  }

  /** Numbers that are in use when a plan is realised. */
  static Set<Integer> numbers(Plan plan) {
    Set<Integer> numbers = new HashSet<>();
    plan.population().addresses().values().forEach(entry -> numbers.add(entry.identity()));
    plan.population().residents().values().forEach(one -> numbers.add(one.identity().number()));
    return numbers;
  }

  /** The new identities under the policies before. */
  private Plan prepare(Plan before, Wanted wanted, PolicyTraits joint) {
    Population population = census.take(wanted, joint);
    return population.isAs(before.population())
        ? new Plan(wanted, before.policies(), joint, population, before.last(), List.of())
        : step(before, wanted, before.policies(), joint, population);
  }

  private static PolicyTraits joint(Plan before, List<Policy> policies, PolicyTraits traits) {
    if (traits.equals(before.traits())) {
      return traits;
    }
    List<Policy> both = new ArrayList<>(before.policies());
    both.addAll(policies);
    PolicyTraits joint = PolicyTraits.of(both);
    return same(before.traits(), same(traits, joint));
  }

  private Plan step(
      Plan before,
      Wanted wanted,
      List<Policy> policies,
      PolicyTraits traits,
      Population population) {
    List<Identity> identities = allocator.all();
    if (policies.equals(before.policies())
        && population.isAs(before.population())
        && identities.equals(before.last().identities())) {
      return new Plan(wanted, policies, traits, population, before.last(), List.of());
    }
    PolicyCompiler compiler = compilation.compiler(policies, identities);
    NodeIntent intent =
        new NodeIntent(
            revisions.getAsInt(),
            population.residents().values().stream().map(one -> endpoint(one, compiler)).toList(),
            List.copyOf(population.addresses().values()),
            identities,
            policies);
    return new Plan(wanted, policies, traits, population, intent, List.of(intent));
  }

  private static WantedEndpoint endpoint(Population.Resident resident, PolicyCompiler compiler) {
    CompiledPolicy rules = compiler.compile(resident.identity(), resident.mode());
    LIMIT
        .complaint(resident.spec().namespace() + "/" + resident.spec().podName(), rules)
        .ifPresent(complaint -> {
          throw new IllegalStateException(complaint);
        });
    return new WantedEndpoint(resident.spec(), resident.identity(), rules, resident.refusals());
  }

  /** The object before where it says the same, so that what was found for it stays found. */
  private static <T> T same(T before, T after) {
    return before.equals(after) ? before : after;
  }
}

import { type ComponentProps, useId } from "react";

type Props = { label: string; told: string } & ComponentProps<"input">;

/** A number between two ends; `told` is what it says now. */
export function Slider({ label, told, ...input }: Props) {
  const id = useId();
  return (
    <div className="field-of">
      <label className="label" htmlFor={id}>{label}</label>
      <div className="slider">
        <input id={id} type="range" aria-valuetext={told} {...input} />
        <output htmlFor={id}>{told}</output>
      </div>
    </div>
  );
}
